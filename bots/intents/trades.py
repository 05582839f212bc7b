"""What the trades call their work, in both languages: the words of one line mean one thing.

Regional words for the same form of billing live here too (retainage, holdback, retention; variation, extra).
"""

from collections.abc import Mapping

from bots.intents.folding import words_of

_SAME = """
demolition demo demos demolicion teardown tear-out tearout rip-out tumbar tumbe derribo demoler
deposit deposito anticipo downpayment down-payment retainer enganche adelanto sena upfront
final rest resto balance remainder saldo finiquito punch punchlist punch-list completion closeout terminacion
cabinets cabinet cabinetry cabs gabinetes gabinete muebles alacenas
countertops countertop counters counter tops cubiertas cubierta encimera encimeras mesones
drywall sheetrock gypsum gyp tablaroca panel-de-yeso tablayeso durock
framing frame framed estructura armazon marcos bastidores
plumbing plumber plumb plomeria fontaneria plomero
electrical electric electrician elec electricidad electrico electrica instalacion-electrica
roof roofing techo techos techado roofer shingles
tile tiles tiling azulejo azulejos loseta losetas ceramica mosaico
paint painting painted pintura pintar painter pintado
floor floors flooring piso pisos hardwood duela
foundation footing footings cimientos cimiento cimentacion zapatas
concrete slab concreto losa cemento hormigon
windows window ventanas ventana
doors door puertas puerta
insulation insulate aislamiento aislante
siding revestimiento
masonry brick block mamposteria ladrillo bloque
excavation dig excavacion grading nivelacion
landscaping landscape jardineria jardin paisajismo
hvac ductwork ducts ductos ac clima
rough-in roughin rough-ins preinstalacion
trim molding moldings baseboards baseboard molduras zoclo
permits permit permisos permiso
cleanup clean-up cleaning clean limpieza
inspection inspections inspeccion
appliances appliance electrodomesticos
kitchen kitchens cocina cocinas
bathroom bath baths bathrooms bano banos
deck decking terraza
fence fencing cerca barda
stairs stair escaleras escalera
stucco plaster estuco yeso repello aplanado
materials material materiales
labor labour obra-de-mano mano-de-obra
dumpster dumpsters contenedor contenedores volquete
fixtures fixture accesorios
backsplash salpicadero
retainage retention holdback retencion
extra extras change-order variation adicional adicionales
mobilization mobilisation movilizacion arranque
start beginning inicio comienzo
rough obra-negra
finish finishes acabados acabado
garage garaje cochera
house home casa
street st calle
avenue ave av avenida
road rd
drive dr
lane ln
boulevard blvd
"""

_LINES = tuple(tuple(line.split()) for line in _SAME.split("\n") if line)

# word -> the first word of its line, which stands for the meaning.
CONCEPTS: Mapping[str, str] = {word: words[0] for words in _LINES for word in words}
TRADE_WORDS = frozenset(CONCEPTS) | frozenset(part for word in CONCEPTS for part in word.split("-"))

# Names that ask for money before any work; names that stand at the end.
DEPOSIT_WORDS = words_of(
    """deposit deposito downpayment down retainer anticipo enganche adelanto sena upfront front start beginning
    inicio comienzo signing firma firmar arranque mobilization mobilisation movilizacion empezar comenzar iniciar
    begin now today ahora hoy"""
)
REST_WORDS = words_of("rest remainder remaining balance resto restante saldo remanente sobrante")
FINAL_WORDS = words_of("final finish end fin completion done complete completed terminar finalizar acabar finished")
