"""Spanish for the papers that are drawn from the books; the rest of it is in ``es``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

PAPERS: Mapping[str, tuple[str, ...]] = {
    "paper_application": (
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] [ultimo|ultima|nuevo|nueva] (solicitud de pago|hoja de continuacion|solicitud de pago y hoja de continuacion|aplicacion de pago) [(de|del|para|por) [el|la|los|las] {numbered}]",
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] [ultimo|ultima|nuevo|nueva] (solicitud de pago|hoja de continuacion|solicitud de pago y hoja de continuacion|aplicacion de pago) (de|del|para|por|a) [el|la|los|las] {place}",
        "(mandale|enviale|dale|manda|envia) a {place} [el|la|su|un|una] (solicitud de pago|hoja de continuacion)",
    ),
    "paper_statement": (
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] [ultimo|ultima|nuevo|nueva] (estado de cuenta|estado de cuentas|edo de cuenta) [(de|del|para|con|a) [el|la|los|las] {place}]",
        "(mandale|enviale|dale|manda|envia) a {place} [el|la|su|un|una] (estado de cuenta|estado de cuentas)",
        "(mandale|enviale|dale|manda|envia) [el|su|un] (estado de cuenta|estado de cuentas) [(a|al) {place}]",
    ),
    "paper_receipt": (
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] [ultimo|ultima|nuevo|nueva] (recibo|recibo de pago|comprobante de pago) [(de|del|para|por) [el|la|los|las] {numbered}]",
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] [ultimo|ultima|nuevo|nueva] (recibo|recibo de pago|comprobante de pago) (de|del|para|por|a) [el|la|los|las] {place}",
        "(mandale|enviale|dale|manda|envia) a {place} [el|la|su|un|una] (recibo de pago|comprobante de pago)",
    ),
    "paper_export": (
        "[exporta|exportar|exportame|dame|mandame|necesito|quiero] [la|los|mi|mis|todo|un archivo|archivos|libros] [a|para|en] (quickbooks|quick books|xero) [de|del] [{year}]",
        "(dame|mandame|necesito|quiero|exporta) [los|mis|unos] [libros|archivos|algo] para [mi|el|la] (contador|contadora|contable)",
        "(exporta|exportar|exportame|exporta csv|exportar csv) [la|los|mi|mis|nuestros] [libros|cuentas|contabilidad|todo|csv|facturas y pagos] [de|del] [{year}]",
    ),
    "paper_schedule": (
        "[dame|manda|mandame|enviame|pasame|quiero|quiero ver|necesito|muestrame|ensename] [el|mi|una copia del] (contrato en pdf|pdf del contrato|contrato) [(de|con|para) {place}]",
        "(cuales son|dame|muestrame) (los|las) (terminos|condiciones|condiciones del contrato|terminos del contrato|condiciones de pago)",
        "[dame|manda|mandame|envia|enviame|pasame|haz|hazme|saca|sacame|prepara|preparame|genera|quiero|quiero ver|necesito|muestra|muestrame|ensename] [un|una|el|la|mi|nuestro|nuestra] (plan de pagos|calendario de pagos|plan de pago|cronograma|cronograma de pagos|calendario del contrato|plan del contrato|tabla de valores|plan de pagos del contrato) [en pdf|como pdf|pdf] [(de|del|para|por|con|a) [el|la|los|las] {place}]",
        "(mandale|enviale|dale|manda|envia) a {place} [el|la|su|un|una] (plan de pagos|calendario de pagos|cronograma|cronograma de pagos|calendario del contrato)",
    ),
    "paper_invoice": (
        "[dame|manda|mandame|envia|enviame|pasame|saca|sacame|quiero|quiero ver|necesito|muestrame|ensename] [una|la|un|el] (copia|pdf) de [la|mi] [ultima] (factura [numero] {number}|[factura] {numbered}|factura)",
        "(dame|mandame|enviame|pasame|muestrame|ensename) [la|mi] [ultima] (factura [numero] {number}|[factura] {numbered}|factura) [en pdf|otra vez]",
        "(factura [numero] {number}|[factura] {numbered}) en pdf",
    ),
    "paper_credit_note": (
        "(dame|mandame|enviame|pasame|muestrame|ensename|quiero ver|necesito) [una|la|el] [copia de la|pdf de la] [ultima] nota de credito [(de|para) [la] (factura [numero] {number}|[factura] {numbered})]",
        "(copia|pdf) de [la|mi] [ultima] nota de credito",
    ),
}
