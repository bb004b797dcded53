package schemas

import _ "embed" // for the schema

// API is the schema of what the watch answers: every document of /api/v1 is
// one of its $defs.
//
//go:embed api.schema.json
var API []byte
