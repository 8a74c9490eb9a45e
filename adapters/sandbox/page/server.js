// Talks to the sandbox: what is done goes there, what is seen comes from there.

import { redraw, seat } from "./seat.js";
import { word } from "./words.js";

// Returns what came back, and in "error" a kind sentence when it was not taken.
export async function post(path, body) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { error: word("away") };
  }
}

let looking = null;
let again = false;

// Resolves when what is shown is as new as the call; one look at a time.
export function look() {
  again = true;
  looking ??= lookUntilNew();
  return looking;
}

async function lookUntilNew() {
  try {
    while (again) {
      again = false;
      const whose = seat.me;
      const found = await see(whose).catch(() => null);
      if (!found?.people) return; // away: when it is back, its news make us look again
      again ||= whose !== seat.me; // somebody else sits here by now
      if (whose === seat.me) show(found);
    }
  } finally {
    looking = null;
  }
}

function show(found) {
  for (const each of found.messages) each.mine = each.author === found.me;
  seat.state = found;
  seat.me = found.me;
  redraw();
}

async function see(person) {
  const answer = person && (await fetch(`/sandbox/state?person=${encodeURIComponent(person)}`));
  return (answer?.ok ? answer : await fetch("/sandbox/state")).json();
}

export function listen() {
  new EventSource("/sandbox/news").addEventListener("message", look);
  // The clock goes on by itself, and so do the times shown.
  setInterval(() => document.hidden || look(), 30_000);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
