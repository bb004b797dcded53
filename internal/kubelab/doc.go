// Package kubelab starts a real Kubernetes API server on this machine, for
// tests, without containers and without a cluster.
//
//	lab := kubelab.Run(t, kubelab.Options{})
//	pods, err := lab.Client().Create(t.Context(), text, kubelab.Write{FieldValidation: "Strict"})
//
// A lean lab is etcd and kube-apiserver: everything that admission and storage
// do is real. A full lab has the scheduler, the controllers and kwok, too,
// which plays the kubelets of nodes that do not exist: pods are placed, evicted
// and Running, and no container ever starts.
//
// Every program listens on 127.0.0.1 alone. It ends with its lab, and also when
// the process that started it dies in any way. The programs are built once, by
// tools/kubelab/build.sh; where KUBEBUILDER_ASSETS names a folder with etcd and
// kube-apiserver, those are taken instead. It runs on Linux and macOS.
//
// Nothing that is shipped imports this package.
package kubelab
