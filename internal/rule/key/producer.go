package key

// Keys of producers.
var (
	ProducerAcks              = producer("acks")
	ProducerDeliveryTimeoutMs = producer("delivery.timeout.ms")
	ProducerEnableIdempotence = producer("enable.idempotence")
	ProducerMaxRequestSize    = producer("max.request.size")
	ProducerTransactionalID   = producer("transactional.id")
)
