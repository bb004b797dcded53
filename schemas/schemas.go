// Package schemas holds the JSON Schemas of everything that people write or
// read: for editors, and for the tests.
package schemas

import _ "embed" // for the schema

// Result is the schema of a result in JSON, breakwater.result/v1.
//
//go:embed result.schema.json
var Result []byte
