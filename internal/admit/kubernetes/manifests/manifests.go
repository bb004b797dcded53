// Package manifests writes all that a cluster needs so that its API server asks
// breakwater: from the namespace to the webhook configurations.
package manifests

import (
	"bytes"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes"
)

// Certificates is who makes the certificate of the webhook.
type Certificates string

// Who makes it.
const (
	Rotate      Certificates = "rotate"       // breakwater itself, in a Secret
	CertManager Certificates = "cert-manager" // cert-manager, which also writes the caBundle
	OwnSecret   Certificates = "secret"       // somebody who writes a Secret of type kubernetes.io/tls, and the caBundle
)

// Options are what differs from one cluster to another.
type Options struct {
	Namespace    string // of everything that has one
	Service      string // and of what belongs to it: at most 40 characters
	Image        string
	Certificates Certificates
	Bundle       string  // of OwnSecret: what the API server must trust, in PEM
	Policy       string  // the text of a policy file; "": none
	Config       *Config // nil: none
	Drain        time.Duration
}

// parts are in the order in which they must be applied. Webhooks come last: by
// then everything else is on its way.
var parts = []string{"namespace", "policy", "account", "certificate", "deployment", "service", "webhooks"}

//go:embed parts/*.yaml
var files embed.FS

// Write writes the manifests as YAML documents.
func Write(w io.Writer, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	see, err := values(o)
	if err != nil {
		return err
	}
	all, err := template.New("").Funcs(template.FuncMap{"indent": indent, "scalar": scalar, "quote": strconv.Quote, "base64": base64.StdEncoding.EncodeToString}).ParseFS(files, "parts/*.yaml")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, part := range parts {
		if err := all.ExecuteTemplate(&b, part+".yaml", see); err != nil {
			return err
		}
	}
	_, err = w.Write(b.Bytes())
	return err
}

// name is what Kubernetes takes for a namespace and a service.
var name = regexp.MustCompile(`^[a-z]([a-z0-9-]*[a-z0-9])?$`)

// longest leaves room for what is put behind a name.
const longest = 40

func (o *Options) check() error {
	for what, is := range map[string]string{"namespace": o.Namespace, "service": o.Service} {
		if !name.MatchString(is) || len(is) > longest {
			return fmt.Errorf("%q cannot be the name of a %s: small letters, digits and '-', at most %d of them", is, what, longest)
		}
	}
	switch o.Certificates {
	case Rotate, CertManager, OwnSecret:
	default:
		return fmt.Errorf("%q makes no certificates: %s, %s and %s do", o.Certificates, Rotate, CertManager, OwnSecret)
	}
	switch {
	case o.Image == "" || strings.ContainsAny(o.Image, " \t\n\"'{}"):
		return fmt.Errorf("%q is no image", o.Image)
	case o.Namespace == "kube-system":
		return fmt.Errorf("kube-system is never asked about, and so nothing would guard breakwater's own namespace: give it another one")
	case o.Certificates == OwnSecret && o.Bundle == "":
		return fmt.Errorf("with a Secret of your own the API server must be told whom to trust: give the authority's certificate")
	case o.Certificates != OwnSecret && o.Bundle != "":
		return fmt.Errorf("an authority is given with certificates of your own alone: %s writes it by itself", o.Certificates)
	case o.Config != nil:
		return o.Config.check(o.Service)
	}
	return nil
}

// values are what the parts see.
func values(o Options) (map[string]any, error) {
	config, err := o.Config.values()
	return map[string]any{
		"Namespace": o.Namespace, "Service": o.Service, "Image": o.Image, "Policy": whole(o.Policy), "Config": config, "Bundle": []byte(o.Bundle),
		"Rotate": o.Certificates == Rotate, "CertManager": o.Certificates == CertManager,
		"Drain": o.Drain, "Grace": int((o.Drain + sleep + shutdown).Seconds()), "Sleep": int(sleep.Seconds()),
		"Label": kubernetes.ManagedBy + ": " + kubernetes.Manager,
		"Hooks": hooks(),
	}, err
}

// How long a pod may take to end: it sleeps until nobody is sent to it any more,
// drains, and answers what was asked.
const (
	sleep    = 5 * time.Second
	shutdown = 45 * time.Second
)

// hook is one of the two webhook configurations.
type hook struct {
	Name, Path, Policy string
	Timeout            int // in seconds
	Enforcing          bool
}

func hooks() []hook {
	return []hook{
		{Name: kubernetes.Advisory, Path: admit.AdvisoryPath, Policy: "Ignore", Timeout: 3},
		{Name: kubernetes.Enforcing, Path: admit.EnforcingPath, Policy: "Fail", Timeout: 5, Enforcing: true},
	}
}

// whole is a text that ends with its last line: the parts write what ends it.
func whole(text string) string { return strings.TrimRight(text, "\n") }

// indent puts so many spaces before each line that is not empty.
func indent(spaces int, text string) string {
	pad := strings.Repeat(" ", spaces)
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(pad)
		}
		b.WriteString(line)
	}
	return b.String()
}
