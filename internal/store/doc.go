// Package store is what a watch keeps on disk: incidents and their timeline,
// maintenance, silences and acknowledgements, the history of each cluster, and
// what was delivered to whom. It is one SQLite database in a folder of its own.
//
// A watch holds the folder, and no second one gets it. Commands in other
// processes write to the same database beside it: the watch notices by Changed.
//
// A disk that is full, gone or hangs must not end a watch. No method blocks
// for longer than it says, and Guard keeps in memory what could not be written
// until it can be.
package store
