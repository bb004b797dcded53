package export

// clusterFacts is what is known of a Kafka or a KafkaNodePool by itself. What
// a pool inherits from its Kafka resource no single object shows.
func clusterFacts(kind string) string {
	return "[" + facts([]value{
		{"kind", quote(kind)},
		{"version", "o.apiVersion"},
		{"annotations", "has(o.metadata.annotations) ? o.metadata.annotations : {}"},
		{"ignore", annotation("breakwater/ignore")},
		{"_spec", "has(o.spec) ? dyn(o.spec) : dyn({})"},
		{"roles", "has(_spec.roles) ? _spec.roles.map(role, string(role)) : []"},
		{"replicas", "has(_spec.replicas) ? [_spec.replicas] : []"},
		{"volumes", `!has(_spec.storage) ? [] : has(_spec.storage.type) && _spec.storage.type == 'jbod'
  ? (has(_spec.storage.volumes) ? _spec.storage.volumes.map(v, dyn(v)) : []) : [_spec.storage]`},
		{"_pod", "has(_spec.template) && has(_spec.template.pod) ? [_spec.template.pod] : []"},
		{"grace", "_pod.size() > 0 && has(_pod[0].terminationGracePeriodSeconds) ? [int(_pod[0].terminationGracePeriodSeconds)] : []"},
		{"_limits", "has(_spec.resources) && has(_spec.resources.limits) && type(_spec.resources.limits) == map && 'memory' in _spec.resources.limits ? [_spec.resources.limits['memory']] : []"},
		{"limit", "_limits.map(l, type(l) == double && l > -9007199254740992.0 && l < 9007199254740992.0 && l == double(int(l)) ? dyn(int(l)) : l)\n  .filter(l, (type(l) == string || type(l) == int) && isQuantity(string(l))).map(l, quantity(string(l)).asApproximateFloat())"},
		{"_options", "has(_spec.jvmOptions) ? _spec.jvmOptions : dyn({})"},
		{"_xx", "'-XX' in _options ? _options['-XX'] : dyn({})"},
		{"_max", "('MaxHeapSize' in _xx ? [string(_xx['MaxHeapSize'])] : []) + ('-Xmx' in _options ? [string(_options['-Xmx'])] : [])"},
		{"heap", heapOf("_max.filter(s, s == _max[_max.size() - 1])")},
		{"share", "_max.size() == 0 && 'MaxRAMPercentage' in _xx && string(_xx['MaxRAMPercentage']).matches('^[0-9]+([.][0-9]+)?$') ? [double(string(_xx['MaxRAMPercentage']))] : []"},
		{"solitary", "roles.exists(role, role == 'broker') && replicas.all(n, int(n) < 2)"},
	}) + "]"
}

// deletedCluster is what is asked of a Kafka or a KafkaNodePool that is about to be
// deleted: no more, so that one of which nothing else can be told may go, too.
func deletedCluster(kind string) string {
	return "[" + facts([]value{
		{"kind", quote(kind)},
		{"called", "o.metadata.name"},
		{"confirmed", annotation("breakwater/confirm-delete")},
	}) + "]"
}
