// Package ledger keeps what brokers have acknowledged, so that it can be proven and
// replayed when it is gone.
//
// A Log is a folder of files to which one process appends an Entry for each record that
// was acknowledged. Append does not wait; the entries of a few milliseconds are written
// and synced at once, and Sync waits for that. After a crash Recovered says up to which
// moment the ledger is complete. A Shipper sends the same blocks on, to the topic
// breakwater.ledger, where they outlive the machine.
//
// Entries and Blocks read a folder, ParseBlock one block. The format is v1 of
// docs/ledger-format.md in the repository; anybody can read it.
package ledger
