package admit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime/debug"
	"time"
)

// Judge decides over one request. It keeps to the context's deadline.
type Judge interface {
	Judge(ctx context.Context, q *Request) (Verdict, error)
}

// Stance is what is answered where no verdict could be found: the review was
// too large, the judge failed or was too slow.
type Stance uint8

// The stances, and the paths that have them.
const (
	Advisory  Stance = iota // allowed, with a warning that says what was not judged
	Enforcing               // denied, with a sentence that says why
)

// Paths of the one endpoint, for the two webhook configurations.
const (
	AdvisoryPath  = "/advise"
	EnforcingPath = "/enforce"
)

// Limits of one request.
const (
	// MaxBody is the largest review that is read. An object in etcd has at most
	// 1.5 MiB, and an UPDATE carries two of them.
	MaxBody = 7 << 20
	// reserve is kept of the caller's time-out for the way back.
	reserve = 100 * time.Millisecond
	// DefaultTimeout is the time for a verdict where the caller names none.
	DefaultTimeout = 2 * time.Second
)

// handler answers reviews on one path.
type handler struct {
	judge  Judge
	stance Stance
	log    *slog.Logger
	count  *Counts
	now    func() time.Time
	slots  chan struct{} // one is held by each judgement that has not ended, asked for or not
}

// maxJudgements is how many judgements go on at once, those included that nobody waits
// for any more. Most of their time they wait for Kubernetes or Kafka.
const maxJudgements = 32

// judgement is what came of one.
type judgement struct {
	Verdict
	err      error
	panicked bool
}

// ServeHTTP answers a review by a review. A request that is none is a 4xx with
// a sentence: the API server then goes by the webhook's failurePolicy, and says
// why in its own log and metrics.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := h.now()
	if code, message := refusal(r); code != 0 {
		h.refuse(w, code, message)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		h.tooLarge(w, body)
		return
	case err != nil:
		h.refuse(w, http.StatusBadRequest, "the review was not received whole: "+err.Error())
		return
	}
	q, err := decode(body)
	if err != nil {
		h.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience(r))
	defer cancel()
	v := h.verdict(ctx, q)
	h.count.judged(h.stance, q, v, h.now().Sub(began))
	h.reply(w, q.UID, v)
}

// refusal is why a request cannot be a review; 0 if it can.
func refusal(r *http.Request) (code int, message string) {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed, "reviews are sent by POST"
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return http.StatusUnsupportedMediaType, fmt.Sprintf("a review is application/json, not %q", r.Header.Get("Content-Type"))
	}
	return 0, ""
}

// patience is how long a verdict may take: what the API server allows by the
// timeout parameter that it adds to the address, less the way back.
func patience(r *http.Request) time.Duration {
	allowed, err := time.ParseDuration(r.URL.Query().Get("timeout"))
	if err != nil || allowed <= 2*reserve {
		return DefaultTimeout
	}
	return min(allowed-reserve, 30*time.Second)
}

// verdict asks the judge, and makes an answer of whatever goes wrong.
// A judge that does not keep to the deadline is not waited for: it ends by itself, and
// holds its slot until then.
func (h *handler) verdict(ctx context.Context, q *Request) Verdict {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return h.unknown(http.StatusInternalServerError, fmt.Sprintf("busy: %s was not judged, as %d other objects are", q.what(), cap(h.slots)))
	}
	came := make(chan judgement, 1)
	go func() {
		defer func() { <-h.slots }()
		came <- h.judged(ctx, q)
	}()
	select {
	case is := <-came:
		return h.answered(ctx, q, is)
	case <-ctx.Done():
		return h.unknown(http.StatusInternalServerError, q.what()+" was not judged in time")
	}
}

// judged asks the judge. Its panic is told at once, whoever still waits.
func (h *handler) judged(ctx context.Context, q *Request) (is judgement) {
	defer func() {
		if r := recover(); r != nil {
			h.count.panicked()
			h.log.Error("a bug: the judgement of a review panicked", "object", q.what(), "operation", q.Operation, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			is = judgement{panicked: true}
		}
	}()
	is.Verdict, is.err = h.judge.Judge(ctx, q)
	return is
}

// answered is the verdict, or what is answered where the judge found none.
func (h *handler) answered(ctx context.Context, q *Request, is judgement) Verdict {
	switch {
	case is.panicked:
		return h.unknown(http.StatusInternalServerError, q.what()+" could not be judged: a bug in breakwater, which its log shows")
	case is.err == nil:
		return is.Verdict
	case ctx.Err() != nil:
		return h.unknown(http.StatusInternalServerError, q.what()+" was not judged in time")
	default:
		return h.unknown(http.StatusUnprocessableEntity, q.what()+" could not be judged: "+is.err.Error())
	}
}

// unknown is the answer where no verdict could be found.
func (h *handler) unknown(code int, why string) Verdict {
	h.count.unknown(h.stance)
	if h.stance == Enforcing {
		return deny(code, "breakwater: "+why+". Nothing is allowed here that was not judged; break-glass is 'breakwater admit break-glass'").note("not-judged", why)
	}
	v := allow().note("not-judged", why)
	v.Warnings = []string{"breakwater: not judged: " + why}
	return v
}

// tooLarge answers a review beyond the limit by the uid that stands at its
// start.
func (h *handler) tooLarge(w http.ResponseWriter, body []byte) {
	const why = "the review has more than 7 MiB, which no object in etcd has"
	if uid := uidOf(body); uid != "" {
		h.reply(w, uid, h.unknown(http.StatusRequestEntityTooLarge, why))
		return
	}
	h.refuse(w, http.StatusRequestEntityTooLarge, why)
}

func (h *handler) refuse(w http.ResponseWriter, code int, message string) {
	h.count.refused(code)
	h.log.Warn("a request was no review", "code", code, "why", message)
	http.Error(w, "breakwater: "+message, code)
}

func (h *handler) reply(w http.ResponseWriter, uid string, v Verdict) {
	out, err := v.answer(uid)
	if err != nil { // strings alone: it cannot
		h.refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(out); err != nil {
		h.log.Warn("an answer did not reach the API server", "error", err)
	}
}
