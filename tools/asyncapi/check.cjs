// Reads an AsyncAPI document with the parser of the AsyncAPI initiative; exit code 1 if it finds an error.
const { readFileSync } = require("node:fs");
const { Parser } = require("@asyncapi/parser");

new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  const errors = diagnostics.filter((d) => d.severity === 0);
  for (const d of errors) console.log(`${d.path.join(".")}: ${d.message}`);
  if (errors.length > 0 || !document) process.exit(1);
  console.log(`${document.allMessages().all().length} messages`);
}, (err) => { console.log(String(err)); process.exit(1); });
