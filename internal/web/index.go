package web

import (
	"net/http"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// base is where the JSON begins.
const base = "/api/v1"

// document is one address below base.
type document struct {
	pattern  string // as ServeMux takes it
	schema   string
	asks     []string // what may stand behind the question mark
	sentence string
	answer   answer
}

// address is how a person types it.
func (d *document) address() string {
	return base + "/" + strings.NewReplacer("{id}", "ID").Replace(d.pattern)
}

// name is that of the schema, without its version.
func (d *document) name() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(d.schema, "breakwater."), "/")
	return name
}

// documents are all of them, in the order in which they are listed.
func (s *server) documents() []document {
	return []document{
		{"status", api.StatusSchema, []string{"limit"}, "How each cluster is: the verdict, what is wrong, what is not known, how old each fact is; the incidents, and what became of the alerts.", s.status},
		{"incidents", api.IncidentsSchema, []string{"cluster", "state", "severity", "limit"}, "The incidents of all clusters, the worst first; state and severity take several words, with commas.", s.incidents},
		{"incidents/{id}", api.IncidentSchema, nil, "One incident with its values and its timeline, also one that is over for long.", s.incident},
		{"brokers", api.BrokersSchema, []string{"cluster", "limit"}, "Each broker as it was found by asking it itself.", s.brokers},
		{"groups", api.GroupsSchema, []string{"cluster", "limit"}, "What each group has not read, in records and in time.", s.groups},
		{"groups/{id}", api.GroupSchema, []string{"cluster", "limit"}, "One group with its partitions.", s.group},
		{"lag", api.LagSchema, []string{"cluster", "group", "topic", "limit"}, "Single partitions of groups, with how exact the age of the oldest unread record is.", s.lag},
		{"windows", api.WindowsSchema, []string{"limit"}, "Maintenance and silences that have not ended: what they hold, by whom and why.", s.windows},
	}
}

// index lists the documents.
func (s *server) index(r *http.Request, v view) (any, string, error) {
	if _, err := queryOf(r); err != nil {
		return nil, "", err
	}
	var all []api.Document
	for _, d := range s.documents() {
		asks := d.asks
		if asks == nil {
			asks = []string{}
		}
		all = append(all, api.Document{Name: d.name(), Schema: d.schema, Address: d.address(), Parameters: asks, Sentence: d.sentence})
	}
	return api.Index{Head: v.head(api.IndexSchema), List: api.First(all, len(all))}, "", nil
}

// noDocument says which documents there are to who asks for another one.
func (s *server) noDocument(w http.ResponseWriter, r *http.Request) {
	var all []string
	for _, d := range s.documents() {
		all = append(all, d.address())
	}
	fail(w, r, notFound("there is no document %s: there are %s; %s says what each of them tells", quoted(r.URL.Path), strings.Join(all, ", "), base))
}
