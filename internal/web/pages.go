package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

//go:embed templates
var files embed.FS

// How much of each kind a page lists. The JSON has the rest.
const (
	shownIncidents = 100
	shownBrokers   = 200
	shownGroups    = 50
)

// pages are the templates and their style sheet.
type pages struct {
	templates *template.Template
	style     template.CSS
	styleHash string // as a Content-Security-Policy names it
}

// newPages reads the embedded templates. They are part of the program: one
// that cannot be read is a bug.
func newPages() *pages {
	style, err := files.ReadFile("templates/style.css")
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(style)
	return &pages{
		templates: template.Must(template.New("").Funcs(words()).ParseFS(files, "templates/*.html")),
		style:     template.CSS(style),
		styleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
	}
}

// frontPage is what the first page shows.
type frontPage struct {
	Style   template.CSS
	Title   string
	Status  api.Status
	Open    []api.Incident // that are not over
	Over    []api.Incident
	Brokers api.List[api.Broker]
	Windows []api.Window
}

func (s *server) front(w http.ResponseWriter, r *http.Request) {
	v := s.view()
	page := frontPage{
		Style: s.pages.style, Status: v.statusOf(shownIncidents), Brokers: v.brokersOf("", shownBrokers),
	}
	page.Title = titleOf(page.Status.Clusters)
	for _, in := range page.Status.Incidents.Items {
		if in.Resolved != nil {
			page.Over = append(page.Over, in)
		} else {
			page.Open = append(page.Open, in)
		}
	}
	for i := range v.Windows {
		if shown := windowOf(&v.Windows[i], v.now); shown.State != "ended" {
			page.Windows = append(page.Windows, shown)
		}
	}
	s.render(w, r, "front.html", page)
}

// titleOf is the verdict for a tab of a browser: the worst of all clusters.
func titleOf(clusters []api.Cluster) string {
	if len(clusters) == 0 {
		return "Not known"
	}
	order := []api.State{api.Trouble, api.NotKnown, api.Warning, api.Settling, api.Healthy}
	worst := slices.MinFunc(clusters, func(a, b api.Cluster) int {
		return cmp.Compare(slices.Index(order, a.Verdict.State), slices.Index(order, b.Verdict.State))
	})
	return word(worst.Verdict.State) + ": " + worst.Name
}

// worstGroups puts the groups first that are the furthest behind in time, then
// in records. One of which nothing is known comes before those that have read
// everything.
func worstGroups(all []api.Group) api.List[api.Group] {
	slices.SortStableFunc(all, func(a, b api.Group) int {
		return cmp.Or(cmp.Compare(behind(&b), behind(&a)), cmp.Compare(age(&b), age(&a)), cmp.Compare(records(&b), records(&a)))
	})
	return api.First(all, shownGroups)
}

// behind is 2 for a group that is known to be behind, 1 if that is not known.
func behind(g *api.Group) int {
	switch {
	case age(g) > 0 || records(g) > 0:
		return 2
	case g.Records.Value == nil:
		return 1
	}
	return 0
}

func age(g *api.Group) int64 { return valueOf(g.Age.Ms) }

func records(g *api.Group) int64 { return max(valueOf(g.Records.Value), valueOf(g.Records.AtLeast)) }

// valueOf is a number for sorting: one that is not known counts as nothing.
func valueOf(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// incidentPage is what the page of one incident shows.
type incidentPage struct {
	Style template.CSS
	Title string
	*api.OneIncident
}

func (s *server) incidentPage(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	document, err := s.incidentBy(r.Context(), s.view(), id)
	if err != nil {
		fail(w, r, err)
		return
	}
	page := incidentPage{s.pages.style, "Incident " + id, document}
	if in := document.Incident; in != nil {
		page.Title = in.Severity + " " + in.Rule + " " + in.Subject
	}
	s.render(w, r, "incident.html", page)
}

func (s *server) render(w http.ResponseWriter, r *http.Request, name string, page any) {
	var b bytes.Buffer
	if err := s.pages.templates.ExecuteTemplate(&b, name, page); err != nil {
		fail(w, r, err)
		return
	}
	send(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
}
