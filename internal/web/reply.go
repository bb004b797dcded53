package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// worthPacking is the size in bytes from which on an answer is compressed.
const worthPacking = 1 << 10

// failure is every answer that is none.
type failure struct {
	Error string `json:"error"`
}

// fail says what is wrong. What went wrong inside is no business of the asker.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Cache-Control", "no-store")
	var refused refusal
	if !errors.As(err, &refused) {
		refused = refusal{http.StatusInternalServerError, "the watch cannot make this answer: please report it, with the log of the watch"}
	}
	sendJSON(w, r, refused.code, failure{refused.text})
}

func sendJSON(w http.ResponseWriter, r *http.Request, code int, document any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		code = http.StatusInternalServerError
		b.Reset()
		b.WriteString(`{"error": "the watch cannot write this answer as JSON: please report it"}`)
	}
	send(w, r, code, "application/json", b.Bytes())
}

// send writes an answer whose whole text is there already, so that an error
// never comes after the first half of a page. That the asker has gone is no
// error of ours.
func send(w http.ResponseWriter, r *http.Request, code int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	if len(body) >= worthPacking && takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = packed(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// packed compresses for a network of our own: little work, most of the gain.
func packed(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant of the package
	}
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// takesGzip reads an Accept-Encoding. A weight of 0 is a refusal.
func takesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		_, q, given := strings.Cut(weight, "=")
		n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !given || err == nil && n > 0
	}
	return false
}
