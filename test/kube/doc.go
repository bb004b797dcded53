// Package kube proves on a real Kubernetes API server what the project says
// about one: what it drops, what it denies, and what it makes of a webhook that
// does not do its work.
//
// Most tests share one lean lab, each in a namespace of its own. The programs
// are built once, by tools/kubelab/build.sh, which takes minutes.
package kube
