package admit

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/metrics/exposition"
)

// Options are what an endpoint needs.
type Options struct {
	Judge       Judge
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	Ready       func() error // why the API server cannot call yet; nil: it can
	Log         *slog.Logger
	Now         func() time.Time

	// Drain is how long the endpoint answers on after it has said that it is not
	// ready any more: kube-proxy and the API server need a moment to hear of it.
	// 0: DefaultDrain.
	Drain time.Duration
}

// DefaultDrain is longer than an endpoint needs to leave a Service: its probes
// have a period of 5 s as we deploy it.
const DefaultDrain = 10 * time.Second

// Limits of one connection. A review comes in one piece; whoever sends it in
// drops is no API server.
const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 10 * time.Second
	writeTimeout  = 40 * time.Second // beyond the longest time-out of a webhook, 30 s
	idleTimeout   = 2 * time.Minute  // the API server keeps its connections for 90 s
	maxHeader     = 64 << 10
)

// Serve answers reviews on a listener until the context ends and what was asked
// by then is answered. It owns the listener.
func Serve(ctx context.Context, on net.Listener, o Options) error {
	if o.Drain == 0 {
		o.Drain = DefaultDrain
	}
	server := &http.Server{
		Handler: routes(ctx, o), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: o.Certificate},
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ServeTLS(on, "", "") }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	o.Log.Info("not ready any more; what is asked meanwhile is still answered", "for", o.Drain)
	return errors.Join(drain(server, failed, o.Drain), ignoreClosed(<-failed))
}

// drain waits until nobody should ask any more, and then for what was asked.
func drain(server *http.Server, failed chan error, lasts time.Duration) error {
	wait := time.NewTimer(lasts)
	defer wait.Stop()
	select {
	case err := <-failed:
		failed <- err
		return nil
	case <-wait.C:
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	return server.Shutdown(ctx)
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// routes are the paths of the endpoint. Ending is when it should not be asked
// any more.
func routes(ending context.Context, o Options) http.Handler {
	count, slots := &Counts{}, make(chan struct{}, maxJudgements)
	mux := http.NewServeMux()
	mux.Handle(AdvisoryPath, &handler{judge: adviser{judge: o.Judge, log: o.Log}, stance: Advisory, log: o.Log, count: count, now: o.Now, slots: slots})
	mux.Handle(EnforcingPath, &handler{judge: o.Judge, stance: Enforcing, log: o.Log, count: count, now: o.Now, slots: slots})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		switch err := o.Ready(); {
		case ending.Err() != nil:
			http.Error(w, "not ready: it ends", http.StatusServiceUnavailable)
		case err != nil:
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
		default:
			fmt.Fprintln(w, "ready")
		}
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", exposition.TextFormat)
		if _, err := w.Write(count.text()); err != nil {
			o.Log.Debug("a scrape ended early", "error", err)
		}
	})
	return mux
}

// adviser refuses nothing: what the judge would refuse is warned of, so that a
// policy is seen at work on a whole cluster before it stands in anybody's way.
type adviser struct {
	judge Judge
	log   *slog.Logger
}

// Judge makes a warning of each reason for a refusal.
func (a adviser) Judge(ctx context.Context, q *Request) (Verdict, error) {
	v, err := a.judge.Judge(ctx, q)
	if err != nil || v.Allowed {
		return v, err
	}
	a.log.Info("it would be refused where breakwater/enforce=true", "object", q.what(), "operation", q.Operation)
	advice := allow()
	advice.Audit = v.Audit
	for reason := range strings.Lines(v.Message) {
		if said, begins := strings.CutPrefix(reason, "- "); begins {
			advice.Warnings = append(advice.Warnings, said)
		}
	}
	advice.Warnings = append(advice.Warnings, v.Warnings...)
	return advice.note("refused-if-enforced", "true"), nil
}

// Try judges one review as the enforcing path does, without an endpoint. It fails
// where the text is no review.
func Try(ctx context.Context, review []byte, o Options) (Verdict, error) {
	q, err := decode(review)
	if err != nil {
		return Verdict{}, err
	}
	h := handler{judge: o.Judge, stance: Enforcing, log: o.Log, count: &Counts{}, now: o.Now, slots: make(chan struct{}, 1)}
	return h.verdict(ctx, q), nil
}
