package notify

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestWhatAlertmanagerIsSent(t *testing.T) {
	t.Parallel()
	s := newServer(t, http.StatusOK, "")
	now := begun.Add(time.Minute)
	s.header.Set("Date", now.Format(http.TimeFormat))
	a, err := NewAlertmanager(AlertmanagerOptions{
		URL: s.url + "/", Now: func() time.Time { return now }, Resend: time.Minute, Auth: Auth{User: "u", Password: secret("p")},
	})
	if err != nil {
		t.Fatal(err)
	}
	bad := sample()
	bad.URL = "not a link"
	answer, err := a.Send(t.Context(), []Alert{sample(), ended(sample()), bad})
	if err != nil || answer != "3 alerts accepted" {
		t.Errorf("answer %q, %v", answer, err)
	}
	var got []postable
	if err := json.Unmarshal([]byte(s.bodies[0]), &got); err != nil {
		t.Fatal(err)
	}
	if !got[0].EndsAt.Equal(now.Add(4*time.Minute)) || !got[0].StartsAt.Equal(begun) || got[0].GeneratorURL != sample().URL {
		t.Errorf("firing: %+v; want it to end four resends from now", got[0])
	}
	if !got[1].EndsAt.Equal(begun.Add(72 * time.Minute)) {
		t.Errorf("over: %+v; want its own end", got[1])
	}
	if strings.Contains(s.bodies[0], "not a link") || got[2].GeneratorURL != "" {
		t.Errorf("%+v; want no address that Alertmanager would refuse", got[2])
	}
	if s.heads[0].Get("Authorization") != "Basic dTpw" {
		t.Errorf("login %q", s.heads[0].Get("Authorization"))
	}
}

func TestAClockThatIsAheadIsAnError(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ahead time.Duration
		want  string
	}{
		{0, ""}, {-time.Hour, ""}, {3 * time.Minute, ""},
		{181 * time.Second, "its clock is 3 min 1 s ahead of ours, so it takes firing alerts for resolved: set both clocks by NTP"},
	} {
		s := newServer(t, http.StatusOK, "")
		s.header.Set("Date", begun.Add(c.ahead).Format(http.TimeFormat))
		a, err := NewAlertmanager(AlertmanagerOptions{URL: s.url, Now: func() time.Time { return begun }})
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Send(t.Context(), []Alert{sample()})
		if got := errorText(err); got != c.want {
			t.Errorf("%s ahead: %q, want %q", c.ahead, got, c.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestPeers(t *testing.T) {
	t.Parallel()
	all, err := Peers([]string{"http://a:9093", "https://user:word@b/prefix/"}, AlertmanagerOptions{Now: time.Now})
	if err != nil || len(all) != 2 || all[0].Name() != "alertmanager/a:9093" || all[1].Name() != "alertmanager/b/prefix" || !all[0].Resent() {
		t.Errorf("%v, %v; want one receiver a peer, and no password in its name", all, err)
	}
	for _, bad := range []string{"", "a:9093", "http://", "ftp://a", "http://a\x7f"} {
		if _, err := Peers([]string{"http://a", bad}, AlertmanagerOptions{}); err == nil || strings.Contains(err.Error(), "\x7f") {
			t.Errorf("the peer %q: %v; want an error", bad, err)
		}
	}
}
