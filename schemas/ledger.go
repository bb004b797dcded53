package schemas

import _ "embed" // for the schema

// Ledger is the schema of what the commands about ledgers print, breakwater.ledger/v1.
//
//go:embed ledger.schema.json
var Ledger []byte
