package kubernetes

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"
)

// store plays an API server: it keeps objects by their path, gives each write a
// version, and refuses what goes by an older one. client-go's own fake client
// refuses none. test/kube asks a real one the same.
type store struct {
	*testing.T
	mu      sync.Mutex
	objects map[string]map[string]any
	version int
	asked   []string // METHOD and path
	fails   func(method, path string) int
}

// serve starts one with some objects, by path.
func serve(t *testing.T, objects map[string]string) (*store, *Client) {
	t.Helper()
	s := &store{T: t, objects: map[string]map[string]any{}}
	for path, text := range objects {
		s.put(path, decoded(t, text))
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := New(&rest.Config{Host: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func decoded(t *testing.T, text string) (o map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return o
}

func (s *store) put(path string, o map[string]any) {
	s.version++
	metadata, _ := o["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		o["metadata"] = metadata
	}
	if metadata["uid"] == nil {
		metadata["uid"] = "uid-" + strconv.Itoa(s.version)
	}
	metadata["resourceVersion"] = strconv.Itoa(s.version)
	s.objects[path] = o
}

// at is an object as it is now; nil: none.
func (s *store) at(path string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.objects[path]
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	var body json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&body) // a GET has none
	w.Header().Set("Content-Type", "application/json")
	code, answer := 0, any(nil)
	if s.fails != nil {
		code = s.fails(r.Method, r.URL.Path)
	}
	if code == 0 {
		code, answer = s.answer(r, body)
	}
	if code >= 400 {
		answer = map[string]any{"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": code, "reason": reasonOf[code], "message": "the store says " + strconv.Itoa(code)}
	}
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(answer)
}

var reasonOf = map[int]string{404: "NotFound", 403: "Forbidden", 409: "Conflict", 500: "InternalError"}

func (s *store) answer(r *http.Request, body []byte) (int, any) {
	path := r.URL.Path
	is := s.objects[path]
	switch {
	case r.Method == http.MethodPost:
		return s.create(path, decoded(s.T, string(body)))
	case is == nil && listKinds[path[strings.LastIndexByte(path, '/')+1:]] != "" && r.Method == http.MethodGet:
		return 200, s.list(path)
	case is == nil:
		return 404, nil
	case r.Method == http.MethodDelete:
		wants, _ := decoded(s.T, string(body))["preconditions"].(map[string]any)
		if wants["uid"] != is["metadata"].(map[string]any)["uid"] {
			return 409, nil
		}
		delete(s.objects, path)
	case r.Method == http.MethodPatch:
		return s.patch(path, r.Header.Get("Content-Type"), body)
	}
	return 200, is
}

func (s *store) create(path string, o map[string]any) (int, any) {
	if strings.HasSuffix(path, "/selfsubjectreviews") {
		o["status"] = map[string]any{"userInfo": map[string]any{"username": "ines"}}
		return 201, o
	}
	path += "/" + fmt.Sprint(o["metadata"].(map[string]any)["name"])
	if s.objects[path] != nil {
		return 409, nil
	}
	s.put(path, o)
	return 201, o
}

func (s *store) list(path string) any {
	items := []any{}
	for at, o := range s.objects {
		if strings.HasPrefix(at, path+"/") {
			items = append(items, o)
		}
	}
	return map[string]any{"apiVersion": "admissionregistration.k8s.io/v1", "kind": listKinds[path[strings.LastIndexByte(path, '/')+1:]], "metadata": map[string]any{}, "items": items}
}

// listKinds are the kinds of what is listed, by the end of the path.
var listKinds = map[string]string{
	"validatingwebhookconfigurations": "ValidatingWebhookConfigurationList", "validatingadmissionpolicybindings": "ValidatingAdmissionPolicyBindingList",
}

// patch does the two kinds of patches that we send.
func (s *store) patch(path, kind string, body []byte) (int, any) {
	is := s.objects[path]
	version := is["metadata"].(map[string]any)["resourceVersion"]
	text, _ := json.Marshal(is)
	next := decoded(s.T, string(text))
	if kind == "application/merge-patch+json" {
		merge(next, decoded(s.T, string(body)))
	} else {
		var all []operation
		if err := json.Unmarshal(body, &all); err != nil {
			return 400, nil
		}
		for _, o := range all {
			add(next, strings.Split(o.Path, "/")[1:], o.Value)
		}
	}
	if next["metadata"].(map[string]any)["resourceVersion"] != version {
		return 409, nil
	}
	s.put(path, next)
	return 200, next
}

func merge(into, from map[string]any) {
	for k, v := range from {
		inner, isObject := v.(map[string]any)
		if was, had := into[k].(map[string]any); had && isObject {
			merge(was, inner)
		} else {
			into[k] = v
		}
	}
}

// add puts a value at a path of keys and positions.
func add(into any, path []string, value any) {
	switch at := into.(type) {
	case map[string]any:
		if len(path) == 1 {
			at[path[0]] = value
			return
		}
		add(at[path[0]], path[1:], value)
	case []any:
		i, _ := strconv.Atoi(path[0])
		add(at[i], path[1:], value)
	}
}
