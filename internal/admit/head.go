package admit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
)

// head is what decides whether an object is judged at all, and what is asked for it.
type head struct {
	APIVersion string
	Kind       string
	Metadata   struct {
		Name              string            `json:"name"`
		DeletionTimestamp string            `json:"deletionTimestamp"`
		Labels            map[string]string `json:"labels"`
		Annotations       map[string]string `json:"annotations"`
	} `json:"metadata"`
	Spec, Data []byte // JSON as it is written
}

// headOf reads that of an object; of nothing it is empty. It decodes no more than the
// head: the spec of a StrimziPodSet is long, and is read by the rules' own readers.
func headOf(object []byte) (h head, err error) {
	if len(object) == 0 {
		return h, nil
	}
	whole := split(object, func(name, value []byte) {
		var to any
		switch string(name) {
		case `"apiVersion"`:
			to = &h.APIVersion
		case `"kind"`:
			to = &h.Kind
		case `"metadata"`:
			to = &h.Metadata
		case `"spec"`:
			h.Spec = value
			return
		case `"data"`:
			h.Data = value
			return
		default:
			return
		}
		if failed := json.Unmarshal(value, to); failed != nil && err == nil {
			err = fmt.Errorf("its metadata cannot be read: %s: %s", name, syntax(failed))
		}
	})
	if !whole && err == nil {
		err = errors.New("its metadata cannot be read: it is no JSON object")
	}
	return h, err
}

// kind is the object's kind where it is of a group that is judged; "" for one of the
// same name of somebody else's group.
func (h *head) kind() string {
	switch group := groupOf(h.APIVersion); {
	case group == "" || group == "apps" || group == "policy" || group == strimzi || group == strimziCore:
		return h.Kind
	default:
		return ""
	}
}

// groupOf is the API group of an apiVersion; "" for the core group.
func groupOf(apiVersion string) string {
	group, _, grouped := strings.Cut(apiVersion, "/")
	if !grouped {
		return ""
	}
	return group
}

// lies says in what an object is not of the kind that the request names; "" if it is.
// The API server never sends such a one, and whoever does must not be told yes: the
// rules go by what the object says of itself.
func (h *head) lies(q *Request) string {
	if q.Kind.Kind == "" || h.Kind == q.Kind.Kind && groupOf(h.APIVersion) == q.Kind.Group {
		return ""
	}
	return fmt.Sprintf("the request is about a %s and its object says that it is a %s", named(q.Kind.Kind, q.Kind.Group), named(h.Kind, groupOf(h.APIVersion)))
}

func named(kind, group string) string {
	if kind == "" {
		kind = "thing without a kind"
	}
	if group == "" {
		return kind
	}
	return kind + " of " + group
}

// same tells whether an UPDATE leaves everything as it was that rules read.
// Controllers write finalizers, owners and managed fields all the time.
func (h *head) same(was *head) bool {
	return len(h.Spec)+len(h.Data) > 0 && bytes.Equal(h.Spec, was.Spec) && bytes.Equal(h.Data, was.Data) &&
		maps.Equal(h.Metadata.Labels, was.Metadata.Labels) && maps.Equal(h.Metadata.Annotations, was.Metadata.Annotations) && h.APIVersion == was.APIVersion
}

// present is an object of a request; nil for null and for nothing.
func present(raw json.RawMessage) []byte {
	if text := bytes.TrimSpace(raw); len(text) > 0 && !bytes.Equal(text, []byte("null")) {
		return text
	}
	return nil
}
