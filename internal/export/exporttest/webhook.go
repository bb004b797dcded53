package exporttest

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit"
)

// NotReadable is all that is said of an object that cannot be read.
const NotReadable = "refused"

// Judge is the webhook's, of the rules that are exported, with nothing of any cluster.
// Its clock stands: policies have none.
func Judge() *admit.Rules {
	today := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	return &admit.Rules{Known: Exported(), Settings: Strict, Now: func() time.Time { return today }}
}

// Said is ByWebhook, or NotReadable alone.
func Said(ctx context.Context, j *admit.Rules, c Case) []string {
	said, err := ByWebhook(ctx, j, c)
	if err != nil {
		return []string{NotReadable}
	}
	return said
}

// inMessage is how the webhook lists what it refuses for.
var inMessage = regexp.MustCompile(`(?m)^- ([a-z]+/[a-z0-9-]+): `)

// ByWebhook is what the webhook's judge says of a request, in the words of policies:
// mode and rule, each once, sorted. The request is made of the case: a CREATE, an UPDATE
// or a DELETE. A deletion that somebody has confirmed is told of all the same, which is
// nothing that is said of it here; one of a cluster that nobody has confirmed is refused
// by no rule of its own, and by change/topic-destroyed in the policies.
func ByWebhook(ctx context.Context, j *admit.Rules, c Case) ([]string, error) {
	q, err := request(c)
	if err != nil {
		return nil, err
	}
	v, err := j.Judge(ctx, q)
	if err != nil || v.Audit["confirmed-delete"] != "" {
		return nil, err
	}
	var out []string
	if v.Audit["unconfirmed-delete"] != "" {
		out = append(out, "deny change/topic-destroyed")
	}
	for _, d := range inMessage.FindAllStringSubmatch(v.Message, -1) {
		out = append(out, "deny "+d[1])
	}
	for _, w := range v.Warnings {
		if r, is := ruleOf(w); is {
			out = append(out, "warn "+r)
		}
	}
	for key := range v.Audit {
		r := strings.Replace(key, ".", "/", 1)
		if r != key && !slices.ContainsFunc(out, func(said string) bool { return strings.HasSuffix(said, " "+r) }) {
			out = append(out, "audit "+r)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// ruleOf is the rule that a warning tells of. That something is not known, because there
// is no cluster to ask, is no rule's.
func ruleOf(warning string) (string, bool) {
	r, _, _ := strings.Cut(warning, ":")
	return r, strings.Contains(r, "/")
}

// request is a case as the API server asks the webhook.
func request(c Case) (*admit.Request, error) {
	q := &admit.Request{UID: "u", Operation: admit.Update}
	for _, o := range []struct {
		is map[string]any
		to *json.RawMessage
	}{{c.Old, &q.OldObject}, {c.Object, &q.Object}} {
		if o.is == nil {
			continue
		}
		text, err := json.Marshal(o.is)
		if err != nil {
			return nil, err
		}
		*o.to = text
		version, _ := o.is["apiVersion"].(string)
		group, _, grouped := strings.Cut(version, "/")
		if !grouped {
			group = ""
		}
		q.Kind = admit.Kind{Group: group, Kind: c.Kind}
		metadata, _ := o.is["metadata"].(map[string]any)
		q.Name, _ = metadata["name"].(string)
		q.Namespace, _ = metadata["namespace"].(string)
	}
	switch {
	case c.Old == nil:
		q.Operation = admit.Create
	case c.Object == nil:
		q.Operation = admit.Delete
	}
	return q, nil
}
