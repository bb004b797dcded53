// Package ledger holds what was acknowledged against what the logs of a cluster hold,
// and sends what is missing once more.
//
// What must be there comes from a ledger (package client/ledger) or from an application's
// own audit log (package audit).
package ledger
