// Reads RDF with parsers from npm. In, on stdin: [{"name": ..., "format": ..., "text": ...}, ...].
// Out: {name: [[subject, predicate, object, graph], ...]}, every term as [kind, value, language,
// datatype], so that no writer stands between the parser and whoever compares.

import { readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Readable, Writable } from "node:stream";
import { JsonLdParser } from "jsonld-streaming-parser";
import { Parser } from "n3";
import { RdfXmlParser } from "rdfxml-streaming-parser";

const byN3 = (format) => async (text) => new Parser({ format }).parse(text);

const byStream = (make) => async (text) => {
  const quads = [];
  const collect = new Writable({
    objectMode: true,
    write: (quad, _, done) => (quads.push(quad), done()),
  });
  await pipeline(Readable.from([text]), make(), collect);
  return quads;
};

const readers = {
  turtle: byN3("text/turtle"),
  trig: byN3("application/trig"),
  ntriples: byN3("application/n-triples"),
  nquads: byN3("application/n-quads"),
  // Strict: a name that the context does not know is an error, and not passed over.
  jsonld: byStream(() => new JsonLdParser({ strictValues: true })),
  rdfxml: byStream(() => new RdfXmlParser()),
};

const term = ({ termType, value, language = "", datatype }) =>
  [termType, value, language, datatype?.value ?? ""];

const answers = {};
for (const { name, format, text } of JSON.parse(readFileSync(0, "utf8"))) {
  const quads = await readers[format](text);
  answers[name] = quads.map((q) => [q.subject, q.predicate, q.object, q.graph].map(term));
}
process.stdout.write(JSON.stringify(answers));
