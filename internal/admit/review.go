package admit

import (
	"encoding/json"
	"errors"
	"fmt"
)

// apiVersion is the only version of AdmissionReview that is spoken. The API
// server sends what the webhook's admissionReviewVersions name.
const apiVersion = "admission.k8s.io/v1"

// Request is what the API server asks: the fields of
// admission.k8s.io/v1.AdmissionRequest that a verdict depends on.
type Request struct {
	UID         string          `json:"uid"` // of the review: the answer must repeat it
	Kind        Kind            `json:"kind"`
	Resource    Resource        `json:"resource"`
	SubResource string          `json:"subResource"` // "scale", "resize", "ephemeralcontainers"; "" for the object itself
	Name        string          `json:"name"`        // "" on a CREATE with generateName
	Namespace   string          `json:"namespace"`
	Operation   Operation       `json:"operation"`
	User        User            `json:"userInfo"`
	Object      json.RawMessage `json:"object"`    // null on DELETE
	OldObject   json.RawMessage `json:"oldObject"` // null on CREATE
	DryRun      bool            `json:"dryRun"`
	How         How             `json:"options"`
}

// How is how something is to be done: what is judged of it.
type How struct {
	PropagationPolicy string `json:"propagationPolicy"` // of a DELETE: "Orphan" leaves what belongs to the object
}

// Kind is the kind of the object in the request, in the version that the
// webhook asked for.
type Kind struct {
	Group   string `json:"group"`
	Version string `json:"version"`
	Kind    string `json:"kind"`
}

// Resource is what the request was sent to.
type Resource struct {
	Group    string `json:"group"`
	Version  string `json:"version"`
	Resource string `json:"resource"`
}

// User is who sends the request.
type User struct {
	Username string   `json:"username"`
	Groups   []string `json:"groups"`
}

// Operation is what is about to be done.
type Operation string

// The operations of admission.k8s.io/v1.
const (
	Create  Operation = "CREATE"
	Update  Operation = "UPDATE"
	Delete  Operation = "DELETE"
	Connect Operation = "CONNECT"
)

// decode reads a review. Its errors are sentences for whoever configured the
// webhook, or called it by hand.
func decode(body []byte) (*Request, error) {
	var review struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Request    *Request `json:"request"`
	}
	if err := json.Unmarshal(body, &review); err != nil {
		return nil, fmt.Errorf("the body is no AdmissionReview: %s", syntax(err))
	}
	switch {
	case review.Kind != "AdmissionReview":
		return nil, fmt.Errorf("the body is of kind %q: want an AdmissionReview", review.Kind)
	case review.APIVersion != apiVersion:
		return nil, fmt.Errorf("the review is %q, and only %s is spoken here: set admissionReviewVersions: [v1] in the webhook configuration", review.APIVersion, apiVersion)
	case review.Request == nil:
		return nil, errors.New("the review has no request")
	case review.Request.UID == "":
		return nil, errors.New("the review's request has no uid, so that no answer would be accepted")
	}
	return review.Request, nil
}

// syntax is a JSON error with the byte at which it stands.
func syntax(err error) string {
	var bad *json.SyntaxError
	var shape *json.UnmarshalTypeError
	switch {
	case errors.As(err, &bad):
		return fmt.Sprintf("%s (byte %d)", bad, bad.Offset)
	case errors.As(err, &shape):
		return fmt.Sprintf("%s holds %s where %s belongs (byte %d)", shape.Field, shape.Value, word(shape.Type.Kind().String()), shape.Offset)
	default:
		return err.Error()
	}
}

// word is a kind of Go's types as JSON calls it.
func word(kind string) string {
	switch kind {
	case "struct", "map":
		return "an object"
	case "slice":
		return "a list"
	default:
		return "a " + kind
	}
}

// what names the object of a request, as in "Pod kafka/broker-0".
func (r *Request) what() string {
	name := r.Name
	if name == "" {
		name = "(name not given yet)"
	}
	if r.Namespace != "" {
		name = r.Namespace + "/" + name
	}
	kind := r.Kind.Kind
	if r.SubResource != "" {
		kind = r.Resource.Resource + "/" + r.SubResource + " of"
	}
	return kind + " " + name
}
