// Package kubernetes is what admission needs of the cluster that it guards: the
// Secret in which its certificates lie, the webhook configurations by which the
// API server calls it, and the way out where those must go at once.
package kubernetes
