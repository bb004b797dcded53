package admit

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Verdict is the answer to one request.
type Verdict struct {
	Allowed  bool
	Code     int               // the HTTP status that kubectl shows for a denial, 403 unless said
	Message  string            // of a denial: every reason, a line each
	Warnings []string          // shown by kubectl whatever the answer
	Audit    map[string]string // written into the audit log; the API server puts the webhook's name before each key

	left map[string]int // texts that had no room below a key of Audit, until closed says how many
}

// Limits of what the API server passes on. It cuts warnings beyond 256
// characters (shorter ones where there are many) and drops audit annotations
// with keys that are no qualified names.
const (
	maxWarning  = 120 // characters: kubectl prints one on a line of its own
	maxWarnings = 20  // beyond them one says how many are left out
	maxMessage  = 32 << 10
	maxAudit    = 8 << 10 // bytes below one key: the audit log has a line for each request
	maxTold     = 200     // findings of one effect that are told; the verdict counts all
)

// allow is a plain yes.
func allow() Verdict { return Verdict{Allowed: true} }

// deny is a no.
func deny(code int, message string) Verdict { return Verdict{Code: code, Message: message} }

// add adds a text to the audit log, behind what stands below the key already. What has
// no room is counted.
func (v *Verdict) add(key, value string) {
	if v.Audit == nil {
		v.Audit = map[string]string{}
	}
	if v.left == nil {
		v.left = map[string]int{}
	}
	switch was := v.Audit[key]; {
	case was == "":
		v.Audit[key] = cut(value, maxAudit/utf8.UTFMax)
	case v.left[key] > 0, len(was)+len(value) > maxAudit:
		v.left[key]++
	default:
		v.Audit[key] = was + "; " + value
	}
}

// closed is the verdict with the number of texts that had no room in the audit log.
func (v Verdict) closed() Verdict {
	for key, n := range v.left {
		v.Audit[key] += fmt.Sprintf("; and %d more", n)
	}
	v.left = nil
	return v
}

// note is the verdict with a text in the audit log.
func (v Verdict) note(key, value string) Verdict {
	v.Audit, v.left = maps.Clone(v.Audit), maps.Clone(v.left)
	v.add(key, value)
	return v
}

// answer is the review that carries the verdict back.
func (v Verdict) answer(uid string) ([]byte, error) {
	type status struct {
		Status  string `json:"status"`
		Code    int    `json:"code"`
		Reason  string `json:"reason"`
		Message string `json:"message"`
	}
	type response struct {
		UID      string            `json:"uid"`
		Allowed  bool              `json:"allowed"`
		Status   *status           `json:"status,omitempty"`
		Warnings []string          `json:"warnings,omitempty"`
		Audit    map[string]string `json:"auditAnnotations,omitempty"`
	}
	out := response{UID: uid, Allowed: v.Allowed, Warnings: lines(v.Warnings), Audit: v.Audit}
	if !v.Allowed {
		code := v.Code
		if code == 0 {
			code = http.StatusForbidden
		}
		out.Status = &status{Status: "Failure", Code: code, Reason: reasons[code], Message: cut(v.Message, maxMessage)}
	}
	return json.Marshal(map[string]any{"apiVersion": apiVersion, "kind": "AdmissionReview", "response": out})
}

// reasons are Kubernetes' words for the codes that a verdict may have.
var reasons = map[int]string{
	http.StatusForbidden:             "Forbidden",
	http.StatusRequestEntityTooLarge: "RequestEntityTooLarge",
	http.StatusUnprocessableEntity:   "Invalid",
	http.StatusInternalServerError:   "InternalError",
}

// lines makes warnings short enough to be shown whole.
func lines(all []string) []string {
	var out []string
	for i, w := range all {
		if i == maxWarnings {
			out = append(out, "breakwater: and more: the audit log names all findings")
			break
		}
		out = append(out, cut(strings.Join(strings.Fields(w), " "), maxWarning))
	}
	return out
}

// cut shortens a text to at most so many bytes or characters, at the end of a
// word where there is one.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	short := string([]rune(s)[:most-1])
	if space := strings.LastIndexByte(short, ' '); space > most/2 {
		short = short[:space]
	}
	return short + "…"
}
