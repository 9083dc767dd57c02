// Validates GeoJSON by RFC 7946. In, on stdin: a JSON string with the text. Out: a list of its faults.

import { readFileSync } from "node:fs";
import { getIssues } from "@placemarkio/check-geojson";

const issues = getIssues(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(issues.map(({ message }) => message)));
