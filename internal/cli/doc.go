// Package cli is the commands: one file for each, with its flags, its run
// function and nothing else.
//
// The rules of what is printed: results go to standard output, progress and
// complaints to standard error. A complaint is one sentence that starts with
// "breakwater: ". Exit codes are those of package finding; a command returns
// its code, and main is the only place that ends the process.
package cli
