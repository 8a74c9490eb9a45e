// The clock of the sandbox: what time it is for the reader, and buttons that let time pass.

import { button, make } from "./dom.js";
import { icon } from "./icons.js";
import { me, redraw, seat } from "./seat.js";
import { look, post } from "./server.js";
import { city } from "./places.js";
import { toast } from "./toast.js";
import { hour, longMoment, moment, wall, weekday, word } from "./words.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const [DAY_BEGINS, DAY_ENDS] = [7, 19];

let isMoving = false;

export function clockBar() {
  const now = Date.parse(seat.state.now);
  const monday = nextMonday(now);
  const localHour = wall(now).hour;
  const isDay = localHour >= DAY_BEGINS && localHour < DAY_ENDS;
  return make(
    "div",
    { class: "clock", role: "group", "aria-label": word("clock") },
    icon(isDay ? "sun" : "moon"),
    make("time", { id: "now", datetime: seat.state.now, title: longMoment(now) }, moment(now), make("small", {}, city(me().zone))),
    jump("hour", word("plus_hour"), now + HOUR_MS),
    jump("day", word("plus_day"), now + DAY_MS),
    jump("monday", `${weekday(monday)} ${hour(monday)}`, monday, word("next_monday", { time: `${weekday(monday)} ${hour(monday)}` })),
  );
}

function jump(name, text, to, label = null) {
  return button(
    { class: "jump", at: `clock ${name}`, "aria-label": label, title: label, "aria-disabled": String(isMoving), onclick: () => moveTo(to) },
    text,
  );
}

async function moveTo(to) {
  if (isMoving) return;
  isMoving = true;
  redraw();
  const { error } = await post("/sandbox/clock", { to: new Date(to).toISOString() });
  isMoving = false;
  await look();
  toast(error || word("clock_moved", { time: longMoment(seat.state.now) }));
  redraw();
}

// The next time that the reader's own clock shows Monday, nine o'clock.
export function nextMonday(now) {
  const { year, month, day, hour: hours } = wall(now);
  const today = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const days = today === 1 && hours < 9 ? 0 : (8 - today) % 7 || 7;
  return instant(Date.UTC(year, month - 1, day + days, 9));
}

// From what a wall clock shows to the instant; looked at twice, for a change of clocks in between.
function instant(shown) {
  const offset = (at) => {
    const { year, month, day, hour: hours, minute } = wall(at);
    return Date.UTC(year, month - 1, day, hours, minute) - Math.floor(at / 60_000) * 60_000;
  };
  const guess = shown - offset(shown);
  return shown - offset(guess);
}
