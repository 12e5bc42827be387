/** One mail before it is laid out: both versions are made from it, so that they can't say different things. */
export type Letter = Readonly<{
  subject: string;
  paragraphs: readonly string[];
  /** What was charged, when it renews: "Charged" and "$19.00". */
  facts?: readonly Fact[];
  /** What there is to do on the billing page, as its link's label: "Pay $19.00". Without it, there is only to look. */
  act?: string;
}>;

export type Fact = Readonly<{ name: string; value: string }>;
export type Way = Readonly<{ label: string; url: string }>;

/** Who writes: the product's name and its own address, without a slash at the end. */
export type Sender = Readonly<{ appName: string; publicUrl: string }>;
