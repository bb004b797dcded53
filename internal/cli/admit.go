package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/admit/kubernetes"
	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

const admitLong = `Admit answers the Kubernetes API server, which asks it before it stores a pod, a
StatefulSet, or an object of Strimzi. It judges by the rules and the policy of
'breakwater lint', and asks the API server for what stands beside an object, as the
node pools of a Kafka.

It has two paths. /advise refuses nothing: what is wrong is a warning for whoever
writes the object. /enforce refuses what the policy denies, with every reason and
its fix, and what could not be judged. 'breakwater admit manifests' prints all
that a cluster needs for both; who enforces is then a label on a namespace.

Where a change takes records away, or brokers from topics that need them, it asks the
Kafka cluster that is meant: the one below clusters: in breakwater.yaml whose scope
of the same name has strimzi:NAMESPACE/NAME in same_as, or kube:NAMESPACE/NAME of a
StatefulSet that no operator makes. All questions of one review take --budget at
most. What was not answered by then is not known: a warning says what, or the review
is refused where the policy has admit: {not_known: deny}. Nothing is written to
Kafka.

The certificate is its own work with --rotate-secret: it lies in a Secret that all
replicas share, and is renewed without a request failing. --cert and --key are
files that somebody else renews, as cert-manager does; they are read again within
seconds.

/readyz answers 200 once the API server can call, /healthz while it lives, and
/metrics tells Prometheus what was judged. A policy that has changed is taken in
within seconds, and at SIGHUP at once; one that is wrong changes nothing, and the
log says why. After SIGTERM it is not ready any more, and answers for --drain.

If it is in the way: breakwater admit break-glass --reason WHY`

const admitExit = `
Exit codes:
  2    wrong usage or configuration, no such cluster, or the address is taken
  130  ended by Ctrl-C or SIGTERM, which is how it is meant to end`

const admitExample = `  breakwater admit manifests --image registry.example/breakwater:1 | kubectl apply -f -
  breakwater admit --rotate-secret breakwater-admit-certificates --policy policy.yaml
  breakwater admit --cert tls.crt --key tls.key --alone --listen 127.0.0.1:9443
  breakwater admit review pod.yaml --policy policy.yaml`

// Names that everything has where nobody says otherwise.
const (
	admitNamespace = "breakwater"
	admitService   = "breakwater-admit"
)

type admitOptions struct {
	judge     judgeOptions
	access    accessOptions
	listen    string
	service   string
	cert, key string
	secret    string
	names     []string // of the certificate, beside those of the service
	leaf      lasting
	authority lasting
	overlap   lasting
	drain     time.Duration
	reread    time.Duration // how often files are looked at again
}

func (o *admitOptions) addFlags(c *cobra.Command) {
	by := rotate.DefaultAges()
	o.leaf, o.authority, o.overlap = lasting(by.Leaf), lasting(by.Authority), lasting(by.Overlap)
	o.judge.addFlags(c, "ask neither Kubernetes nor Kafka: judge each object by itself, without the pools and budgets beside it; with --cert")
	o.access.addFlags(c, "")
	f := c.Flags()
	f.StringVar(&o.listen, "listen", ":9443", "answer at `ADDR`")
	f.StringVar(&o.service, "service", admitService, "the `NAME` of the Service by which the API server calls")
	f.StringVar(&o.cert, "cert", "", "the certificate, as a `FILE` in PEM that somebody else renews; with --key")
	f.StringVar(&o.key, "key", "", "its key, as a `FILE` in PEM")
	f.StringVar(&o.secret, "rotate-secret", "", "make the certificate, and keep it in the Secret `NAME`")
	f.StringSliceVar(&o.names, "certificate-name", nil, "with --rotate-secret: a further `HOST` of the certificate, where the API server calls by an address")
	f.Var(&o.leaf, "certificate-age", "with --rotate-secret: renew the certificate after `TIME`; it is valid three times as long")
	f.Var(&o.authority, "authority-age", "with --rotate-secret: the same of the authority that signs it")
	f.Var(&o.overlap, "overlap", "with --rotate-secret: trust a new authority `TIME` before it signs, and an old one as long after")
	f.DurationVar(&o.drain, "drain", admit.DefaultDrain, "answer on for `TIME` after SIGTERM, 1ms to 5m")
}

func newAdmit(env *Env) *cobra.Command {
	o := &admitOptions{reread: 5 * time.Second}
	c := &cobra.Command{
		Use:     "admit",
		Short:   "Answer the Kubernetes API server: may this object be stored?",
		Long:    admitLong + "\n" + admitExit,
		Example: admitExample,
		Args:    commandsAlone,
		RunE:    func(c *cobra.Command, _ []string) error { return runAdmit(c.Context(), env, o) },
	}
	o.addFlags(c)
	c.AddCommand(newAdmitManifests(env), newAdmitReview(env), newAdmitBreakGlass(env))
	return c
}

func runAdmit(ctx context.Context, env *Env, o *admitOptions) error {
	a, err := o.prepare(env)
	if err != nil {
		return err
	}
	on, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w: give another address with --listen", o.listen, err)
	}
	if o.judge.alone {
		a.log.Warn("objects are judged by themselves: neither Kubernetes nor Kafka is asked for what belongs to them")
	}
	return a.run(ctx, env, on)
}

// prepare checks all that can be wrong before anybody calls.
func (o *admitOptions) prepare(env *Env) (*admission, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	a := &admission{log: logTo(env), drain: o.drain, reread: o.reread}
	c, err := o.connect()
	if err != nil {
		return nil, err
	}
	var beside admit.Cluster // nil, and not a client that is nil
	if c != nil {
		beside = c
	}
	if a.judge, err = newLiveJudge(&o.judge, beside, env.Now, a.log); err != nil {
		return nil, err
	}
	if o.secret == "" {
		if a.files, err = admit.ReadFiles(o.cert, o.key, env.Now, a.log); err != nil {
			return nil, fmt.Errorf("the certificate cannot be used: %w", err)
		}
		return a, nil
	}
	place := c.Place(o.access.namespace, o.secret, []string{kubernetes.Advisory, kubernetes.Enforcing})
	a.step = stepEvery(o.ages())
	a.keeper = rotate.New(place, o.ages(), o.hosts(), env.Now, a.log)
	return a, nil
}

// connect is the cluster that is asked; nil with --alone.
func (o *admitOptions) connect() (*kubernetes.Client, error) {
	if o.judge.alone {
		return nil, nil
	}
	return kubernetes.Connect(o.access.Access)
}

func (o *admitOptions) check() error {
	ages := o.ages()
	switch {
	case o.secret == "" && o.cert == "" && o.key == "":
		return errors.New("admit needs a certificate: --cert and --key for files, or --rotate-secret to have one made")
	case o.secret != "" && (o.cert != "" || o.key != ""):
		return errors.New("--rotate-secret makes the certificate, and --cert and --key name one: give one of both")
	case o.secret == "" && (o.cert == "" || o.key == ""):
		return errors.New("--cert and --key belong together: give both")
	case o.secret != "" && o.judge.alone:
		return errors.New("--alone asks no Kubernetes cluster, and --rotate-secret keeps the certificate in one: give one of both")
	case o.drain < time.Millisecond || o.drain > 5*time.Minute:
		return fmt.Errorf("--drain must lie between 1ms and 5m, not %s", o.drain)
	case ages.Overlap < time.Second || ages.Leaf < ages.Overlap || ages.Authority < ages.Leaf || ages.Authority < 2*ages.Overlap:
		return errors.New("--overlap, --certificate-age and --authority-age must each be as long as the one before at least, --overlap 1s, and --authority-age two overlaps")
	}
	return nil
}

func (o *admitOptions) ages() rotate.Ages {
	return rotate.Ages{Authority: time.Duration(o.authority), Leaf: time.Duration(o.leaf), Overlap: time.Duration(o.overlap)}
}

// hosts are what the API server calls the service.
func (o *admitOptions) hosts() []string {
	own := o.service + "." + o.access.namespace + ".svc"
	return append([]string{own, own + ".cluster.local"}, o.names...)
}
