"""Spanish for how far work is, retainage, credit notes and the like; the rest of it is in ``es``."""
# ruff: noqa: E501 (one phrase is one line, so that a table can be read and sorted by eye)

from collections.abc import Mapping

CONTRACT: Mapping[str, tuple[str, ...]] = {
    "progress": (
        "[el|la|los|las] {milestone} [va|van|esta|estan|ya va|ya van|ya esta|ya estan|lleva|llevan|quedo|quedaron] (al|en|en un|en el|a un|un|como al|como a un) {percent} [hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|completo|completa|completos|completas|de avance|avance|avanzado|instalado|instalados|ya]",
        "[el|la|los|las] {milestone} [va|van|esta|estan|lleva|llevan] {percent} (hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|completo|completa|completos|completas|de avance|avance|avanzado|avanzados)",
        "{percent} (de avance|hecho|terminado|listo|completo) (en|de|con) [el|la|los|las] {milestone}",
        "(voy|vamos|llevo|llevamos) [al|en|un|el|con el|como al] {percent} (en|de|con|del) [el|la|los|las] {milestone}",
        "(avance|avance de|avance en) [el|la|los|las] {milestone} {percent}",
        "(pon|marca|ponle|poner) [el|la|los|las|a|al] {milestone} (al|en|a|un) {percent}",
        "(voy|vamos|va|llevo|llevamos|esta) (al|en|en un|un|como al) {percent} [hecho|listo|terminado|de avance]",
        "[el|la|los|las] {milestone} [va|van|esta|estan|como|ya va|ya van] (a|por|a la|en|en la) {fraction}",
        "[el|la|los|las] {milestone} [va|van|esta|estan|lleva|llevan|ya va|ya van] [como] {fraction} [hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|avance|avanzado|ya]",
    ),
    "progress_bare": ("[el|la|los|las] {milestone} {percent} [ya]",),
    "progress_bill": (
        "(factura|facturar|facturale|cobra|cobrar|cobrale) [el|la|los|las] {milestone} (al|hasta el|hasta) {percent}",
        "[el|la|los|las] {milestone} [va|van|esta|estan] [al|en|en un] {percent} [y] (factura|facturar|facturalo|facturala|facturalos|facturalas|cobra|cobralo|cobrala|cobralos|cobralas)",
        "[el|la|los|las] {milestone} [va|van|esta|estan] [al|en|en un|a|a la] {fraction} [y] (factura|facturar|facturalo|facturala|facturalos|facturalas|cobra|cobralo|cobrala|cobralos|cobralas)",
        "[haz|hacer|hazme|saca] [una|la] factura (de|por) [el|la|los|las] {milestone} [al|del|por el|de] {percent}",
    ),
    "progress_bill_more": (
        "(factura|facturar|facturale|cobra|cobrar|cobrale) [el|un|otro|un otro|el primer|el otro] {percent} (de|del|en|por) [el|la|los|las] {milestone}",
        "(factura|facturar|facturale|cobra|cobrar|cobrale) {fraction} (de|del|en|por) [el|la|los|las] {milestone}",
    ),
    "progress_bill_amount": (
        "(factura|facturar|facturale|cobra|cobrar|cobrale) [otro|otros|otras|solo|solamente|los primeros] {price} (de|del|a cuenta de) [el|la|los|las] {milestone}",
    ),
    "progress_count": (
        "[ya] [van|llevamos|llevo|hay|hicimos|instalamos|terminamos|tenemos] {pieces} [{unit}] de [los|las] {out_of} [{unit}] [de|del|en] [el|la|los|las] {milestone} [esta|estan|ya estan] [hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|instalados|instaladas|ya]",
        "[el|la|los|las] {milestone} [va|van|esta|estan|lleva|llevan|ya van] [en|con] {pieces} [{unit}] de {out_of} [{unit}] [hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|instalados|instaladas|ya]",
        "{pieces} [{unit}] de [los|las] {out_of} {things} (hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|instalados|instaladas) (en|de|del) [el|la|los|las] {milestone}",
        "[ya] [van|llevamos|llevo|hay|estan] {pieces} [{unit}] de [los|las] {out_of} [{unit}] (hecho|hecha|hechos|hechas|listo|lista|listos|listas|terminado|terminada|terminados|terminadas|instalados|instaladas)",
    ),
    "progress_count_bill": (
        "(factura|facturar|facturale|cobra|cobrar|cobrale) [el|la|los|las] {milestone} (a|hasta) {pieces} [{unit}] de {out_of} [{unit}]",
    ),
    "progress_count_more": (
        "(factura|facturar|facturale|cobra|cobrar|cobrale) [otro|otros|otras|solo|los primeros|las primeras] {pieces} [{unit}] de [los|las] {out_of} [{unit}] [de|del] [el|la|los|las] {milestone}",
    ),
    "stored": (
        "(materiales almacenados|material almacenado|materiales en obra|material en obra|materiales guardados|material guardado|materiales acopiados|materiales entregados|acopio) [:|por|de|son|es|hay] {price} (para|de|en|del) [el|la|los|las] {milestone}",
        "(materiales almacenados|material almacenado|materiales en obra|material en obra|materiales guardados|material guardado|materiales acopiados|materiales entregados|acopio) {price} [el|la|los|las] {milestone}",
        "[hay|tengo|tenemos] {price} (de|en) (materiales almacenados|material almacenado|materiales en obra|material en obra|materiales guardados|material guardado|materiales acopiados|materiales entregados|acopio) (para|de|en|del|a) [el|la|los|las] {milestone}",
        "[hay|tengo|tenemos] {price} (de|en) (material|materiales) (para|de|en|del) [el|la|los|las] {milestone} (almacenado|almacenados|en obra|guardado|guardados|entregado|entregados)",
        "[los|el] (materiales almacenados|material almacenado|materiales en obra|material en obra|materiales guardados|material guardado|materiales acopiados|acopio|materiales entregados) (para|de|en|del) [el|la|los|las] {milestone} [por|de|son|es|en|:] {price}",
        "{price} (de|en) (materiales almacenados|material almacenado|materiales en obra|material en obra|materiales guardados|materiales acopiados) (para|de|en) [el|la|los|las] {milestone}",
        "[los|el] (materiales almacenados|material almacenado|materiales en obra|material en obra) [por|de|son] {price}",
        "(agrega|anota|pon|registra) {price} (de|en) (materiales almacenados|material almacenado|materiales en obra|material en obra) (para|de|en|a) [el|la|los|las] {milestone}",
        "(agrega|anota|pon|registra) (materiales almacenados|material almacenado|materiales en obra|material en obra) [de|por] {price} (para|de|en|a) [el|la|los|las] {milestone}",
    ),
    "retainage": (
        "(reten|retener|retiene|retenga|guarda|aplica|pon|ponle|con|usa) [el|un|una] {percent} [de] (retencion|fondo de garantia|retenido) [en|a|de] [el contrato|la obra|cada factura|este trabajo]",
        "(reten|retener|retiene|retenga) [el|un] {percent} [de|en] [cada|todas las|la|todo] [factura|facturas|lo que facture|lo que se facture]",
        "[pon|con|la|una|el|aplica] (retencion|fondo de garantia|retenido) [del|de|de un|al|es|es del] {percent}",
        "{percent} de (retencion|fondo de garantia|retenido)",
        "[la|una|el|con] (retencion|fondo de garantia|retenido) [del|de|de un|al] {percent} hasta [el] {step} [y] [luego|despues|de ahi] [del|de|el|al] {later}",
        "[la|una|el|con] (retencion|fondo de garantia|retenido) [del|de|de un|al] {percent} hasta {fraction} [y] [luego|despues|de ahi] [del|de|el|al] {later}",
        "(reten|retener|retiene|retenga) [el|un] {percent} hasta [el] {step} [y] (luego|despues) [del|de|el|al|un] {later}",
        "[pon|con|la|una|el|aplica] (retencion|fondo de garantia|retenido) [del|de|de un|al] {percent} (en|para|a) [el|la|los|las] {milestone}",
        "(reten|retener|retiene|retenga) [el|un] {percent} (de|en) [el|la|los|las] {milestone}",
    ),
    "no_retainage": (
        "(sin|quita|quitar|quita la|no hay|no retengas|ya no retengas) [la|ninguna] (retencion|fondo de garantia|retenido) [(en|de|para|a) [el|la|los|las] {milestone}]",
        "(no retengas|no retener|sin retener) nada [(en|de|para|a) [el|la|los|las] {milestone}]",
    ),
    "retainage_asked": (
        "[(ver|muestra|muestrame|ensename|cual es|como va|que hay de|dime)] [la|el|las|mi|toda la] (retencion|retenciones|fondo de garantia|retenido) [(actual|total|hasta ahora)] [(en|de|del|para) [la|el] {place}]",
        "cuanto (esta|hay|tengo|tenemos|tienen|me tienen|nos tienen|llevan|me han|han|me estan|nos estan|estan|se ha|queda) [en] (retenido|retenida|reteniendo|retencion|de retencion|en retencion|guardado) [(en|de|del|para|por) [la|el] {place}] [hasta ahora|ahora]",
        "cuanta retencion (hay|tengo|tenemos|queda|llevan|esta|me tienen|va) [retenida] [(en|de|del|para) [la|el] {place}]",
        "cuanto (me|nos) (retienen|retiene) [(en|de|del) [la|el] {place}]",
    ),
    "release": (
        "(libera|liberar|liberame|cobra|cobrar|factura|facturar|suelta|pide) [la|el|toda la|todo el] (retencion|fondo de garantia|retenido) [ya|ahora]",
        "(libera|liberar|liberame|cobra|cobrar|factura|facturar|suelta|pide) [la|el|toda la|todo el] (retencion|fondo de garantia|retenido) (de|en|del|para) [el|la|los|las] {milestone}",
        "(libera|liberar|liberame|cobra|cobrar|factura|facturar|suelta|pide) [el|un|la] ({percent}|{fraction}) de [la|el] (retencion|fondo de garantia|retenido)",
        "(libera|liberar|liberame|cobra|cobrar|factura|facturar|suelta|pide) [el|un|la] ({percent}|{fraction}) de [la|el] (retencion|fondo de garantia|retenido) (de|en|del|para) [el|la|los|las] {milestone}",
    ),
    "credit": (
        "[haz|manda|crea|emite|dale|hazle] [una|un] (nota de credito|credito) [de|por] {price} (para|a|en|sobre|de|por) [la] ([factura] {numbered}|(factura|numero) [numero] {number}) [por|porque|debido a] [{text}]",
        "[haz|manda|crea|emite|dale|hazle] [una|un] (nota de credito|credito) (para|a|en|sobre|de|por) [la] ([factura] {numbered}|(factura|numero) [numero] {number}) (de|por) {price} [por|porque|debido a] [{text}]",
        "[haz|manda|crea|emite|dale|hazle] [una|un] (nota de credito|credito total) (para|a|en|sobre|de|por) [toda] [la] ([factura] {numbered}|(factura|numero) [numero] {number}) [por|porque|debido a] [{text}]",
        "(acredita|acreditar|acreditale|bonifica|devuelve|devolver) {price} (a|en|de|sobre|para) [la] ([factura] {numbered}|(factura|numero) [numero] {number}) [por|porque|debido a] [{text}]",
        "[haz|manda|crea|emite|dale|hazle] [una|un] (nota de credito|credito) [de|por] {price} (a|en|sobre|de|para) la ultima [factura] [por|porque|debido a] [{text}]",
        "[le cobre de mas] [haz|hazle|manda|mandale|crea|emite|dale] [una] nota de credito [de|por] {price} [(por|porque|debido a) {text}]",
        "(acredita|acreditar|acreditale|bonifica) {price} (a|en|de|sobre) la ultima [factura] [por|porque|debido a] [{text}]",
        "(acredita|acreditar) (toda|entera|el resto de) [la] ([factura] {numbered}|(factura|numero) [numero] {number}) [por|porque|debido a] [{text}]",
        "(acredita|acreditar) [toda] [la] ([factura] {numbered}|(factura|numero) [numero] {number}) [por|porque|debido a] [{text}]",
    ),
    "refund": (
        "(reembolsa|reembolsale|reembolsar|devuelve|devuelvele|devolver|devolverle|regresale|regresa) {price} (a|para|de|en) [la] [factura] {about}",
        "(reembolsa|reembolsale|reembolsar|devuelvele|devolverle|regresale) (a|la) [factura] {about} {price}",
        "(reembolsa|reembolsar|devuelve|devolver) (el pago de|la factura|a) {about}",
        "(reembolso|reembolsa|reembolsar|devolucion) [de] {price} (a|para|de|en) [la] [factura] {about}",
        "(reembolsa|reembolsar|reembolso de) {price}",
        "(reembolse|devolvi|le devolvi|le reembolse|regrese|le regrese) {price} (a|de|en) {about}",
    ),
    "refund_noted": (
        "({gateway}|[la] pasarela de prueba) [ya|ya le|le] (devolvio|reembolso|regreso) {price} [(a|para) {about}] [(de|en|por|sobre) [la] ([factura] {numbered}|(factura|numero) [numero] {number})]",
        "[ya] [le] (devolvi|reembolse|regrese|devolvimos|reembolsamos) {price} (a|para) {about} (por|en|desde|con) ({gateway}|[la] pasarela de prueba) [(de|por|sobre) [la] ([factura] {numbered}|(factura|numero) [numero] {number})]",
        "[ya] [se] [le] (devolvieron|reembolsaron|regresaron|devolvio|reembolso|regreso) {price} [(a|para) {about}] (por|en|desde|con) ({gateway}|[la] pasarela de prueba) [(de|por|sobre) [la] ([factura] {numbered}|(factura|numero) [numero] {number})]",
    ),
    "credit_back": (
        "no (uses|usar|apliques|aplicar) (el|su) (credito|saldo a favor|saldo) (en|para|a|contra) [la] [factura] {about}",
        "no (uses|usar|apliques|aplicar) el (credito|saldo a favor|saldo) de {about}",
        "(quita|quitar|saca|sacar|devuelve|deshaz) (el|su) (credito|saldo a favor|saldo) (de|en|a) [la] factura {about}",
    ),
    "credit_next": (
        "(usa|usar|aplica|aplicar|pon) el (credito|saldo a favor|saldo) de {about} (en|para|a|contra) (la (proxima|siguiente) [factura]|el (proximo|siguiente) (pago|cobro))",
        "(usa|usar|aplica|aplicar|pon) (el|su) (credito|saldo a favor|saldo) (en|para|a|contra) (la (proxima|siguiente) [factura]|el (proximo|siguiente) (pago|cobro))",
    ),
    "credit_use": (
        "(usa|usar|aplica|aplicar) (el|su) (credito|saldo a favor|saldo) (en|para|a|contra) [la] [factura] {about}",
        "(usa|usar|aplica|aplicar) el (credito|saldo a favor|saldo) de {about}",
        "(usa|usar|aplica|aplicar) (el|su) (credito|saldo a favor|saldo)",
    ),
    "reissue": (
        "(anula|anular|cancela|cancelar) y (rehaz|rehacer|reemite|reemitir|vuelve a hacer|vuelve a facturar|refactura) [la|esa|esta] [ultima] [factura]",
        "(anula|anular|cancela|cancelar) y (rehaz|rehacer|reemite|reemitir|vuelve a hacer|vuelve a facturar|refactura) [la] [factura] {about}",
        "(anula|anular|cancela|cancelar) y (vuelve a emitir|vuelve a emitirla|vuelve a mandar|vuelve a hacerla|hazla de nuevo|hazla otra vez|emitela de nuevo) [la] [factura] [{about}]",
        "(anula|anular|cancela|cancelar) [la] [factura] {about} y (rehazla|reemitela|refacturala|vuelve a emitirla|vuelve a hacerla|hazla de nuevo|hazla otra vez|emitela de nuevo|facturala de nuevo)",
        "(rehaz|rehacer|reemite|reemitir|refactura|vuelve a emitir) [la] [factura] {numbered}",
    ),
    "advance_last": (
        "[un|el|pide un|con un|pon un] (anticipo|deposito|adelanto|enganche) [de|del|es|por] {price} (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (al final|en la ultima factura|en la ultima)",
        "{price} de (anticipo|deposito|adelanto|enganche) (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (al final|en la ultima factura|en la ultima)",
    ),
    "advance_first": (
        "[un|el|pide un|con un|pon un] (anticipo|deposito|adelanto|enganche) [de|del|es|por] {price} (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (en la primera factura|en la primera|en las primeras facturas|en la proxima factura|primero)",
        "{price} de (anticipo|deposito|adelanto|enganche) (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (en la primera factura|en la primera|en las primeras facturas|en la proxima factura|primero)",
    ),
    "advance_pro_rata": (
        "[un|el|pide un|con un|pon un] (anticipo|deposito|adelanto|enganche) [de|del|es|por] {price} (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (a prorrata|prorrateado|en proporcion|proporcionalmente|en cada factura|por igual)",
        "{price} de (anticipo|deposito|adelanto|enganche) (acreditado|descontado|aplicado|que se acredita|que se descuenta|que se aplica) (a prorrata|prorrateado|en proporcion|proporcionalmente|en cada factura|por igual)",
        "[un|el|pide un|con un|pon un] (anticipo|deposito|adelanto|enganche) [de|del|es|por] {price} (a prorrata|prorrateado|en proporcion)",
        "{price} de (anticipo|deposito|adelanto|enganche) (a prorrata|prorrateado|en proporcion)",
    ),
    "deposit_share": (
        "[pon|pide|pidele|quiero|con|un|el] {percent} de (anticipo|adelanto|deposito|enganche)",
        "[pon|pide|quiero|con] [un|el] (anticipo|adelanto|deposito|enganche) [del|de|de un|es|es del|al] {percent}",
    ),
    "deposit_asked": (
        "(factura|facturar|cobra|cobrar|pide|pedir|manda) [el|la factura del|un] (anticipo|deposito|adelanto|enganche) [ya|ahora]",
    ),
    "columns": (
        "(muestra|mostrar|pon|poner|imprime|incluye) [la|el|toda la] (tabla|calendario|programa|programacion|tabla de valores|columnas) (en|de) [la|las|cada|todas las] (factura|facturas)",
        "facturas con [la|el] (tabla|calendario|programa|columnas)",
    ),
    "no_columns": (
        "(oculta|quita|quitar|no muestres|no pongas) [la|el] (tabla|calendario|programa|programacion|columnas) (en|de) [la|las] (factura|facturas)",
        "facturas sin [la|el] (tabla|calendario|programa|columnas)",
    ),
    "sequence": (
        "[solo] (factura|facturar|cobra|cobrar) [solo] (en orden|en secuencia|una tras otra)",
        "las (partes|etapas) se (cobran|facturan) en (orden|secuencia)",
    ),
    "any_sequence": (
        "[factura|facturar|cobra|cobrar] en cualquier (orden|secuencia)",
        "las (partes|etapas) se (cobran|facturan) en cualquier (orden|secuencia)",
    ),
    "job_discount": (
        "[da|dale|aplica|pon|haz|hazle] [un] (descuento|rebaja) [del|de] {price} (en|a|al|de|del|sobre) [el|la|todo el|toda la] (trabajo|obra|contrato|proyecto) [(por|porque) [el|la|un|una] {text}]",
        "(descuenta|rebaja|quita) [el|un] {price} (en|a|al|de|del|sobre) [el|la|todo el|toda la] (trabajo|obra|contrato|proyecto) [(por|porque) [el|la|un|una] {text}]",
        "{price} de (descuento|rebaja) (en|a|al|de|del|sobre) [el|la|todo el|toda la] (trabajo|obra|contrato|proyecto) [(por|porque) [el|la|un|una] {text}]",
    ),
    "cost_labor": ("[el|la|los|las] {milestone} (es|son) [todo|solo|pura] mano de obra",),
    "cost_materials": ("[el|la|los|las] {milestone} (es|son) [todo|solo|puro] (material|materiales)",),
    "due_approval": (
        "[el|la|los|las] {milestone} [se|vence|vencen] [cobra|cobran|factura|facturan|paga|pagan] (al aprobarse|al aprobar|cuando se apruebe|cuando se aprueben|cuando el cliente apruebe|con la aprobacion)",
        "(cobra|factura) [el|la|los|las] {milestone} (al aprobarse|cuando se apruebe|cuando se aprueben|cuando el cliente apruebe)",
    ),
    "due_completion": (
        "[el|la|los|las] {milestone} [se|vence|vencen] [cobra|cobran|factura|facturan|paga|pagan] (al terminar|al terminarse|al completarse|cuando se termine|cuando este listo|cuando esten listos)",
    ),
    "due_day": ("[el|la|los|las] {milestone} (vence|vencen|se cobra|se cobran|se factura|se facturan) [el] {text}",),
}
