package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes/manifests"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

const manifestsLong = `Manifests prints all that a cluster needs so that its API server asks breakwater:
namespace, account and rights, two replicas, service, disruption budget, and the
two webhook configurations. It asks no cluster.

Applied as it is, it warns everywhere and refuses nowhere. Objects are refused in
namespaces with the label breakwater/enforce=true.

--certificates says who makes the certificate: rotate is breakwater itself,
cert-manager is cert-manager, which must be there, and secret is you: a Secret of
type kubernetes.io/tls named SERVICE-tls, and its authority in --ca-bundle.

--config has the endpoint ask the Kafka clusters of a breakwater.yaml. Its text
becomes a ConfigMap. The files and environment variables from which it takes logins
do not: the pods get them from the Secret that --secret names, which you make. The
command that makes it goes to standard error.`

const manifestsExit = `
Exit codes:
  0    the manifests were printed
  2    wrong usage, or a file that is wrong`

type manifestsOptions struct {
	manifests.Options
	certificates string
	bundle       string
	policy       string
	config       string
	secret       string
}

func newAdmitManifests(env *Env) *cobra.Command {
	o := &manifestsOptions{}
	c := &cobra.Command{
		Use:   "manifests",
		Short: "Print what a cluster needs so that its API server asks breakwater",
		Long:  manifestsLong + "\n" + manifestsExit,
		Example: "  breakwater admit manifests --image registry.example/breakwater:1 | kubectl apply -f -\n" +
			"  breakwater admit manifests --certificates cert-manager --policy policy.yaml\n" +
			"  breakwater admit manifests --config breakwater.yaml --secret kafka-logins",
		Args: noArgument,
		RunE: func(*cobra.Command, []string) error { return runAdmitManifests(env, o) },
	}
	addNamespace(c, &o.Namespace)
	f := c.Flags()
	f.StringVar(&o.Service, "service", admitService, "the `NAME` of the Service, the Deployment and what belongs to them")
	f.StringVar(&o.Image, "image", "", "the `IMAGE` that has this program as its entrypoint; else breakwater with the version as its tag")
	f.StringVar(&o.certificates, "certificates", string(manifests.Rotate), "`WHO` makes the certificate: rotate, cert-manager or secret")
	f.StringVar(&o.bundle, "ca-bundle", "", "with --certificates secret: the authority's certificate, as a `FILE` in PEM")
	f.StringVar(&o.policy, "policy", "", "judge by the policy `FILE`, which becomes a ConfigMap")
	f.StringVar(&o.config, "config", "", "ask the Kafka clusters of the breakwater.yaml `FILE`, which becomes a ConfigMap")
	f.StringVar(&o.secret, "secret", "", "with --config: the Secret `NAME` that has the files and variables of its logins")
	f.DurationVar(&o.Drain, "drain", admit.DefaultDrain, "answer on for `TIME` after SIGTERM")
	return c
}

func runAdmitManifests(env *Env, o *manifestsOptions) error {
	o.Certificates = manifests.Certificates(o.certificates)
	// A tag takes no '+', which stands in the version of a build with changes.
	o.Image = cmp.Or(o.Image, "breakwater:"+strings.ReplaceAll(buildVersion(), "+", "-"))
	for _, file := range []struct {
		path string
		to   *string
	}{{o.bundle, &o.Bundle}, {o.policy, &o.Policy}} {
		if file.path == "" {
			continue
		}
		text, err := os.ReadFile(file.path)
		if err != nil {
			return fmt.Errorf("cannot read %s: %w", file.path, reasonOf(err))
		}
		*file.to = string(text)
	}
	if o.policy != "" {
		if _, err := policy.Parse(o.policy, []byte(o.Policy), rules.All()); err != nil {
			return err
		}
	}
	if o.Drain < time.Millisecond || o.Drain > 5*time.Minute {
		return fmt.Errorf("--drain must lie between 1ms and 5m, not %s", o.Drain)
	}
	carried, err := o.carry()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := manifests.Write(&b, o.Options); err != nil {
		return err
	}
	if _, err := env.Out.Write(b.Bytes()); err != nil {
		return err
	}
	_, err = io.WriteString(env.Err, carried.howToMake(o.Namespace))
	return err
}
