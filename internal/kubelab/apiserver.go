package kubelab

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/certs"
)

// auditPolicy writes down every request that is not the API server's own, once
// it has been answered, with the annotations of admission.
const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules:
  - level: None
    users: ["system:apiserver", "system:anonymous"]
  - level: Metadata
`

// etcd are the flags of the store. What it keeps need not survive the machine.
func (l *Lab) etcd() []string {
	clients, peers := "http://"+l.at("etcd"), "http://"+l.at("etcd-peer")
	return []string{
		"--data-dir=" + l.path("etcd"), "--unsafe-no-fsync", "--log-level=warn",
		"--listen-client-urls=" + clients, "--advertise-client-urls=" + clients,
		"--listen-peer-urls=" + peers, "--initial-advertise-peer-urls=" + peers, "--initial-cluster=default=" + peers,
	}
}

// apiServer are the flags of the API server. The admission plugin ServiceAccount
// is off, as in envtest: without controllers no namespace gets an account, and
// every pod would be refused.
func (l *Lab) apiServer() []string {
	return slices.Concat([]string{
		"--etcd-servers=http://" + l.at("etcd"),
		"--bind-address=" + loopback, "--advertise-address=" + loopback, "--secure-port=" + l.port("kube-apiserver"),
		"--tls-cert-file=" + l.path("serving.crt"), "--tls-private-key-file=" + l.path("serving.key"),
		"--service-cluster-ip-range=10.96.0.0/16", "--endpoint-reconciler-type=none",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + l.path("accounts.key"), "--service-account-signing-key-file=" + l.path("accounts.key"),
		"--token-auth-file=" + l.path("tokens.csv"), "--authorization-mode=RBAC",
		"--disable-admission-plugins=ServiceAccount", "--enable-priority-and-fairness=false", "--allow-privileged=true",
		"--audit-policy-file=" + l.path("audit.yaml"), "--audit-log-path=" + l.path("audit.log"), "--audit-log-mode=blocking",
	}, l.options.APIServer)
}

// accountKey signs the tokens of service accounts.
func accountKey() ([]byte, error) {
	key, err := certs.NewKey()
	if err != nil {
		return nil, err
	}
	return keyPEM(key)
}
