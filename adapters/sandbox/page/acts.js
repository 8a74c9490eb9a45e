// What somebody does here, and what comes of it: a form, a notice, a thread that opens.

import { byAt, focusAt } from "./dom.js";
import { openForm } from "./form.js";
import { goToPlace, redraw, seat, showThread, slim } from "./seat.js";
import { look, post } from "./server.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const FOUND_MS = 2_500; // so long a message that was looked for stands out

// Returns {error}; whatever else came back is shown.
export async function act(fields) {
  const known = new Set(seat.state.messages.map((each) => each.key));
  const answer = await post("/sandbox/act", { person: seat.me, place: seat.place, ...fields });
  if (answer.error) return { error: answer.error };
  await look();
  const whispered = seat.state.messages.findLast(
    (each) => each.private && each.thread && each.place === seat.place && !known.has(each.key),
  );
  if (whispered && seat.thread !== whispered.thread) openThread(whispered.thread, false);
  if (answer.notice) toast(answer.notice);
  if (answer.refused) return { error: answer.refused };
  if (answer.form) showForm(answer.form, fields.place || seat.place);
  return {};
}

// For what is done without a composer of its own: a refusal shows at the composer that is near.
export async function actNear(scope, fields) {
  const { error } = await act(fields);
  seat.trouble = { column: "", thread: "", [scope]: error || "" };
  redraw();
  return { error };
}

function showForm(form, place) {
  openForm(form, (values) => act({ do: "submit", form: form.does, values, place }));
}

export function press(scope, message, does) {
  return actNear(scope, { do: "press", button: does, message: message.key, place: message.place });
}

export function confirmDelete(scope, message) {
  const form = { title: word("delete_sure"), text: message.text, submit: word("delete"), inputs: [], grave: true };
  openForm(form, () => act({ do: "delete", message: message.key, place: message.place }));
}

export function openThread(root, withFocus = true) {
  showThread(root);
  redraw();
  if (withFocus) focusAt(slim.matches ? "close side" : `write ${seat.me} ${root}`);
}

export function closeThread() {
  const root = seat.thread;
  seat.thread = null;
  redraw();
  focusAt(`column ${root} thread`);
  if (document.activeElement === document.body) focusAt(`column ${root}`);
}

// Leads to a message wherever it stands, and shows which it is.
export function goTo(place, key) {
  const message = seat.state.messages.find((each) => each.key === key);
  const seesPlace = seat.state.places.some((each) => each.key === (message?.place || place));
  if (!seesPlace) return toast(word("not_seen"));
  goToPlace(message?.place || place);
  const root = seat.state.messages.some((each) => each.key === message?.thread) && message.thread;
  if (root) showThread(root);
  else if (slim.matches) seat.thread = null;
  if (slim.matches && !root) seat.panel = false;
  redraw();
  if (message) show(`${root ? "thread" : "column"} ${key}`);
}

function show(at) {
  seat.found = at;
  redraw();
  byAt(at)?.scrollIntoView({ block: "center" });
  byAt(at)?.focus({ preventScroll: true });
  setTimeout(() => {
    if (seat.found === at) seat.found = null;
    redraw();
  }, FOUND_MS);
}
