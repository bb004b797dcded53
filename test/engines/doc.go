// Package engines holds the exported policies, judged by the command lines of
// Kyverno and of Gatekeeper, against the rules that they come from.
//
// The programs are built once, by tools/engines/build.sh, which takes minutes.
package engines
