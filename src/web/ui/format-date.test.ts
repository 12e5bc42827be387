import { expect, it } from "vitest";
import { createDateFormat } from "./format-date.ts";

const ISO = "2026-11-30T21:30:00.000Z";
const plain = (text: string) => text.replaceAll(/\s/g, " ");

it("writes dates in the reader's time zone, with the clock time where the hour decides", () => {
  const berlin = createDateFormat(["en-US"], "Europe/Berlin");
  expect(plain(berlin.deadline(ISO))).toBe("Monday, November 30 at 10:30 PM");
  expect(createDateFormat(["en-US"], "Asia/Tokyo").weekday(ISO)).toBe("Tuesday, December 1");
  expect(plain(berlin.moment(ISO))).toBe("Nov 30, 10:30 PM");
});

it("follows the reader's own English", () => {
  expect(createDateFormat(["en-GB", "en"], "UTC").day(ISO)).toBe("30 November 2026");
  expect(createDateFormat(["en-US"], "UTC").day(ISO)).toBe("November 30, 2026");
});

it("stays English in an English sentence, but keeps the reader's clock", () => {
  expect(createDateFormat(["de-DE", "de"], "UTC").deadline(ISO)).toBe("Monday, November 30 at 21:30");
  expect(createDateFormat(["de-DE", "en-GB"], "UTC").day(ISO)).toBe("30 November 2026");
});
