// validate.mjs SCHEMA SCRIPT…: prints "valid FILE" or "invalid FILE: why" for each, as an editor would find it.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { parse } from "yaml";

const [schemaFile, ...scripts] = process.argv.slice(2);
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addVocabulary(["errorMessage", "doNotSuggest"]);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));

for (const file of scripts) {
  let tree;
  try {
    tree = parse(readFileSync(file, "utf8"), { merge: true });
  } catch (error) {
    console.log(`invalid ${file}: ${error.message.split("\n")[0]}`);
    continue;
  }
  if (validate(tree)) console.log(`valid ${file}`);
  else console.log(`invalid ${file}: ${validate.errors.map((e) => `${e.instancePath} ${e.message}`).join("; ")}`);
}
