// Who sits at this page, where they look, what they have seen, and what they wrote but did not send.

const NAME = "Whoknows";

function kept(box, name) {
  try {
    return JSON.parse(box.getItem(`whoknows.${name}`));
  } catch {
    return null; // no storage here, or not ours
  }
}

function keep(box, name, value) {
  try {
    box.setItem(`whoknows.${name}`, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: the page works all the same.
  }
}

export const slim = matchMedia("(max-width: 68rem)");
export const phone = matchMedia("(max-width: 47.99rem)");

// A tab keeps its person, so that two tabs can be two people.
export const seat = {
  state: null,
  me: kept(sessionStorage, "me") || kept(localStorage, "me") || "",
  place: kept(sessionStorage, "place") || "",
  thread: null, // key of the message whose thread is open
  tab: "funnel",
  panel: !slim.matches, // the panel is shown
  drawer: false, // the places are shown, on a phone
  editing: null,
  current: {}, // the message that the arrow keys stand on, in the column and in the thread
  newSince: "",
  drafts: new Map(),
  trouble: { column: "", thread: "" },
  playing: false,
  draw: () => {},
};

export function redraw() {
  if (seat.state) seat.draw();
}

export function sitDownAs(person) {
  seat.me = person;
  seat.thread = seat.editing = null;
  seat.trouble = { column: "", thread: "" };
  keep(sessionStorage, "me", person);
  keep(localStorage, "me", person);
}

export function goToPlace(place) {
  if (place !== seat.place) {
    seat.place = place;
    seat.thread = seat.editing = null;
    seat.trouble = { column: "", thread: "" };
  }
  seat.drawer = false;
  keep(sessionStorage, "place", place);
}

export function showThread(root) {
  seat.thread = root;
  seat.trouble.thread = "";
  seat.drawer = false;
}

export function here() {
  return seat.state.places.find((each) => each.key === seat.place);
}

export function placeTitle(place) {
  return isDirect(place) ? NAME : `#${place.name}`;
}

export function placeName(place) {
  return isDirect(place) ? NAME : place.name;
}

export function isDirect(place) {
  return place.visibility === "direct";
}

export function me() {
  return personOf(seat.state.me);
}

export function personOf(key) {
  return seat.state.people.find((each) => each.key === key);
}

// What was seen, per place: the time of the newest message. A clock that was set back starts anew.
function seen() {
  const all = kept(localStorage, `seen.${seat.state.me}`) || {};
  return Object.fromEntries(Object.entries(all).filter(([, at]) => at <= seat.state.now));
}

export function seenUntil(place) {
  return seen()[place] || "";
}

export function unread(place) {
  const until = seenUntil(place);
  return seat.state.messages.filter(
    (each) => each.place === place && each.at > until && !each.mine,
  ).length;
}

export function markSeen(place) {
  const newest = seat.state.messages.findLast((each) => each.place === place);
  if (!newest || document.hidden || newest.at <= seenUntil(place)) return;
  keep(localStorage, `seen.${seat.state.me}`, { ...seen(), [place]: newest.at });
}
