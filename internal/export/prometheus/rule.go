package prometheus

// Rule is an alert as Prometheus reads it.
type Rule struct {
	Alert       string            `yaml:"alert"`
	Expr        string            `yaml:"expr"`
	For         string            `yaml:"for,omitempty"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations"`
}

// Severities of the alerts.
const (
	critical = "critical"
	warning  = "warning"
)

// rule makes an alert. The summary is the fact with its value, the text the consequence and
// the fix.
func rule(name, severity, wait, expr, summary, text string) Rule {
	return Rule{
		Alert: name, Expr: expr, For: wait,
		Labels:      map[string]string{"severity": severity},
		Annotations: map[string]string{"summary": summary, "description": text},
	}
}

// who names in a summary where an alert comes from.
const who = `{{ with $labels.job }}{{ . }}{{ else }}a client{{ end }}{{ with $labels.client }} ({{ . }}){{ end }}`

// one names the instance, too.
const one = who + `{{ with $labels.instance }} on {{ . }}{{ end }}`

// percent is the alert's value.
const percent = `{{ $value | humanizePercentage }}`

// rules are all alerts. The options must have been checked.
func rules(o Options) (out []Rule) {
	out = append(out, burns(o)...)
	out = append(out, rejections(o)...)
	out = append(out, metadata()...)
	out = append(out, lost()...)
	out = append(out, waits(o)...)
	return append(out, gone(o)...)
}
