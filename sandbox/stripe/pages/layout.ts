import { html } from "hono/html";

export type Html = ReturnType<typeof html>;

interface Look {
  /** Has a card form that a button can fill with a test card. */
  fills?: boolean;
  /** Made of tables rather than of one form. */
  wide?: boolean;
  /** The dashboard, which brings its own frame. */
  desk?: boolean;
}

/** Every page says plainly that it is the sandbox. */
export function layout(title: string, body: Html, look: Look = {}): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} - Stripe sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/sandbox.css">
${look.fills ? html`<script src="/assets/checkout.js" defer></script>` : ""}
</head>
<body>
<header class="mode"><strong>Stripe sandbox</strong> - test mode, no real money</header>
<main${look.wide || look.desk ? html` class="${look.desk ? "full" : "wide"}"` : ""}>
${body}
</main>
</body>
</html>`;
}

/** A page that only says one thing. */
export function notice(title: string, text: string, link?: { href: string; text: string }): Html {
  return layout(
    title,
    html`<h1>${title}</h1>
<p>${text}</p>
${link ? html`<p><a href="${link.href}">${link.text}</a></p>` : ""}`,
  );
}
