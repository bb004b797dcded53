package export

var (
	hostnames = list("kubernetes.io/hostname", "beta.kubernetes.io/hostname")
	zones     = list("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region")
	lateKeys  = list("statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash", "pod-template-hash", "strimzi.io/pod-name")
	others    = list("connect", "zookeeper", "mirror", "bridge", "exporter", "registry", "ksql", "rest", "ui", "producer", "consumer", "client", "cruise", "controller")
)

// termOf is a term that keeps pods apart, of a, in the shape that all of them
// have.
func termOf(from, spread, hard, skew, a string) string {
	return from + `.map(a, {
  'spread': dyn(` + spread + `), 'hard': dyn(` + hard + `), 'skew': dyn(` + skew + `), 'key': dyn(` + a + `.topologyKey),
  'given': dyn(has(` + a + `.labelSelector)),
  'labels': dyn(has(` + a + `.labelSelector) && has(` + a + `.labelSelector.matchLabels) ? ` + a + `.labelSelector.matchLabels : {}),
  'asks': dyn(has(` + a + `.labelSelector) && has(` + a + `.labelSelector.matchExpressions) ? ` + a + `.labelSelector.matchExpressions.map(e,
    {'key': e.key, 'operator': e.operator, 'values': dyn(has(e.values) ? e.values : [])}) : []),
  'namespaces': dyn(` + ifAny(spread, a, "namespaces") + `), 'differ': dyn(` + ifAny(spread, a, "mismatchLabelKeys") + `),
  'elsewhere': dyn(` + elsewhere(spread, a) + `)})`
}

// ifAny is a list that a constraint on spread does not have.
func ifAny(spread, a, field string) string {
	if spread == "true" {
		return "[]"
	}
	return "has(" + a + "." + field + ") ? " + a + "." + field + " : []"
}

// elsewhere is which namespaces a term names by their labels: 'all', 'some', or ”.
func elsewhere(spread, a string) string {
	if spread == "true" {
		return "''"
	}
	s := a + ".namespaceSelector"
	return "!has(" + s + ") ? '' : (has(" + s + ".matchLabels) && " + s + ".matchLabels.size() > 0) || (has(" + s + ".matchExpressions) && " + s + ".matchExpressions.size() > 0) ? 'some' : 'all'"
}

// spreadTerms are all terms that keep pods apart. One covers the pods, misses
// them, or may do either.
var spreadTerms = []value{
	{"_namespace", "'namespace' in dyn(o.metadata) ? string(dyn(o.metadata)['namespace']) : ''"},
	{"_anti", "spec.size() > 0 && has(spec[0].affinity) && has(spec[0].affinity.podAntiAffinity) ? [spec[0].affinity.podAntiAffinity] : []"},
	{"_required", "_anti.size() > 0 && has(_anti[0].requiredDuringSchedulingIgnoredDuringExecution) ? _anti[0].requiredDuringSchedulingIgnoredDuringExecution : []"},
	{"_preferred", "_anti.size() > 0 && has(_anti[0].preferredDuringSchedulingIgnoredDuringExecution) ? _anti[0].preferredDuringSchedulingIgnoredDuringExecution : []"},
	{"_spread", "spec.size() > 0 && has(spec[0].topologySpreadConstraints) ? spec[0].topologySpreadConstraints : []"},
	{"_written", termOf("_required", "false", "true", "1", "a") + "\n+ " + termOf("_preferred", "false", "false", "1", "a.podAffinityTerm") + "\n+ " +
		termOf("_spread", "true", "a.whenUnsatisfiable == 'DoNotSchedule'", "has(a.maxSkew) ? int(a.maxSkew) : 1", "a")},
	{"_aimed", `_written.map(t, {'t': dyn(t), 'chooses': dyn(!t.given ? 'misses' :
    (t.labels.filter(k, t.labels[k] != null).map(k, string(k)) + t.asks.map(e, string(e.key))).exists(k, !(k in carried) && k in ` + lateKeys + `) ||
      t.asks.exists(e, e.key == '' || e.values.exists(v, dyn(v) == null) || !(e.operator in ['In', 'NotIn', 'Exists', 'DoesNotExist']) || e.operator.endsWith('In') != (e.values.size() > 0)) ? 'unsure' :
    t.labels.all(k, t.labels[k] == null || k in carried && labels[k] == t.labels[k]) && t.asks.all(e,
      e.operator == 'In' ? e.key in carried && labels[e.key] in e.values :
      e.operator == 'NotIn' ? !(e.key in carried) || !(labels[e.key] in e.values) :
      e.operator == 'Exists' ? e.key in carried : !(e.key in carried)) ? 'covers' : 'misses')})`},
	{"terms", `_aimed.map(a, {'t': a.t, 'chooses': a.chooses, 'aims': dyn(a.chooses == 'unsure' || !a.t.given ? a.chooses :
    a.t.differ.exists(k, k in carried) ? 'misses' :
    a.chooses == 'misses' || a.t.spread || a.t.namespaces.size() == 0 && a.t.elsewhere == '' ? a.chooses :
    a.t.elsewhere == 'all' || _namespace != '' && _namespace in a.t.namespaces ? 'covers' :
    a.t.elsewhere == 'some' || _namespace == '' ? 'unsure' : 'misses'),
  'shown': dyn((a.t.labels.filter(k, a.t.labels[k] != null).map(k, k + '=' + a.t.labels[k]) + a.t.asks.map(e, (e.key + ' ' + e.operator + ' ' + e.values.map(v, dyn(v) == null ? '' : string(v)).join(',')).trim())).join(', '))})`},
}

// spreading is what becomes of the pods by their terms, by nodes and by zones.
var spreading = []value{
	{"missed", `terms.filter(a, a.aims == 'misses' && (a.t.spread || !a.t.given ||
  !terms.exists(b, b.t.key == a.t.key && b.aims != 'misses')
  && (a.shown.lowerAscii().contains('kafka') || a.shown.lowerAscii().contains('broker')) && !` + others + `.exists(w, a.shown.lowerAscii().contains(w))))`},
	{"_nodes", `terms.filter(a, a.t.key in ` + hostnames + ` || !a.t.spread && a.t.key in ` + zones + `)`},
	{"nodes", `_nodes.exists(a, a.aims == 'covers' && a.t.hard && (!a.t.spread || a.t.skew == 1)) ? 'hard' :
  missed.exists(a, a.t.key in ` + hostnames + ` || !a.t.spread && a.t.key in ` + zones + `) ? 'missed' :
  _nodes.exists(a, a.aims == 'unsure') || terms.exists(a, a.t.key == ` + quote(unset) + `) ? 'unsure' :
  terms.exists(a, !a.t.spread && a.t.hard && a.aims == 'covers' && !(a.t.key in ` + hostnames + `) && !(a.t.key in ` + zones + `)) ? 'odd' :
  _nodes.exists(a, a.aims == 'covers') ? 'soft' : 'none'`},
	{"odd", "terms.filter(a, !a.t.spread && a.t.hard && a.aims == 'covers' && !(a.t.key in " + hostnames + ") && !(a.t.key in " + zones + ")).map(a, a.t.key)"},
	{"zones", `terms.exists(a, a.t.key in ` + zones + ` && a.aims == 'covers' || a.t.key != ` + quote(unset) + ` && !(a.t.key in ` + zones + `) && !(a.t.key in ` + hostnames + `) && a.aims == 'covers')
  || missed.exists(a, a.t.key in ` + zones + `) ? 'apart' : terms.exists(a, a.t.key == ` + quote(unset) + ` || a.t.key in ` + zones + ` && a.aims == 'unsure') ? 'unsure' : 'none'`},
	{"alone", "spec.size() > 0 && has(spec[0].hostNetwork) && spec[0].hostNetwork || ports.exists(c, has(c.hostPort) && c.hostPort != 0)"},
	{"_chosen", "spec.size() > 0 && has(spec[0].nodeSelector) ? spec[0].nodeSelector.map(k, string(k)) : []"},
	{"_affine", `spec.size() > 0 && has(spec[0].affinity) && has(spec[0].affinity.nodeAffinity) && has(spec[0].affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution)
  ? spec[0].affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms : []`},
	{"bound", `_chosen + (_affine.size() == 1 && has(_affine[0].matchExpressions)
  ? _affine[0].matchExpressions.filter(e, e.operator == 'In' && has(e.values) && e.values.size() == 1).map(e, string(e.key)) : [])`},
	{"pinned", "bound.exists(k, k in " + zones + " || k in " + hostnames + ")"},
}
