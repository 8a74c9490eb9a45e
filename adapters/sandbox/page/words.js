// What the page says, in the reader's language; and times, in the reader's zone.

import { me, seat } from "./seat.js";

const GROUPING = 16; // formats are dear to make, and a page needs few of them
const formats = new Map();

export function word(key, values = {}) {
  const text = seat.state.words[`page.${key}`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function plural(key, n) {
  const form = new Intl.PluralRules(seat.state.language).select(n);
  const known = `page.${key}.${form}` in seat.state.words ? form : "other";
  return word(`${key}.${known}`, { n });
}

function format(options, zone = me().zone) {
  const name = JSON.stringify([seat.state.language, zone, options]);
  if (formats.size > GROUPING * 16) formats.clear();
  if (!formats.has(name))
    formats.set(name, new Intl.DateTimeFormat(seat.state.language, { timeZone: zone, ...options }));
  return formats.get(name);
}

const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function hour(at, zone) {
  return format(HOUR, zone).format(new Date(at));
}

export function moment(at) {
  return format({ weekday: "short", day: "numeric", month: "short", ...HOUR }).format(new Date(at));
}

// The hour where the day is today's.
export function near(at) {
  return dayNumber(at) === dayNumber(seat.state.now) ? hour(at) : moment(at);
}

export function longMoment(at) {
  return format({ weekday: "long", day: "numeric", month: "long", year: "numeric", ...HOUR }).format(
    new Date(at),
  );
}

// Today and yesterday by name, other days by date.
export function dayName(at) {
  const days = Math.round((dayNumber(at) - dayNumber(seat.state.now)) / 86_400_000);
  if (days > -2 && days < 1) {
    const near = new Intl.RelativeTimeFormat(seat.state.language, { numeric: "auto" });
    const name = near.format(days, "day");
    return name.charAt(0).toLocaleUpperCase(seat.state.language) + name.slice(1);
  }
  return format({ weekday: "long", day: "numeric", month: "long" }).format(new Date(at));
}

// The reader's day as a number that grows by a day's milliseconds.
export function dayNumber(at) {
  const { year, month, day } = wall(at);
  return Date.UTC(year, month - 1, day);
}

// What the reader's calendar and clock show.
export function wall(at) {
  const parts = format({ year: "numeric", month: "numeric", day: "numeric", ...HOUR, calendar: "gregory", numberingSystem: "latn" })
    .formatToParts(new Date(at))
    .filter((each) => each.type !== "literal")
    .map((each) => [each.type, Number(each.value)]);
  return Object.fromEntries(parts);
}

export function languageName(code) {
  try {
    return new Intl.DisplayNames(seat.state.language, { type: "language" }).of(code);
  } catch {
    return code; // none that the browser knows
  }
}

export function weekday(at) {
  return format({ weekday: "short" }).format(new Date(at));
}
