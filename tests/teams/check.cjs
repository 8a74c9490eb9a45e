// Reads cards as JSON, one a line, and prints for each what the reader of adaptivecards has
// against it, and what Markdown becomes of each of its texts.
// Usage: node check.cjs FOLDER <cards
const path = require("path");
const folder = process.argv[2];
const { AdaptiveCard, HostConfig, SerializationContext, Versions } = require(
  path.join(folder, "adaptivecards.js"),
);
const markdown = require(path.join(folder, "markdown-it.js"))({ linkify: false });

function complaints(json) {
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ actions: { maxActions: 6 } });
  card.parse(json, context);
  const seen = [];
  for (let n = 0; n < context.eventCount; n++) seen.push(context.getEventAt(n).message);
  for (const each of card.validateProperties().validationEvents) seen.push(each.message);
  return seen;
}

function drawn(json) {
  const texts = json.body.map((each) => (each.type === "TextBlock" ? each.text : each.errorMessage));
  return [json.fallbackText, ...texts].filter(Boolean).map((text) => markdown.render(text));
}

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    const json = JSON.parse(line);
    console.log(JSON.stringify({ complaints: complaints(json), drawn: drawn(json) }));
  });
