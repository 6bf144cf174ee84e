/** What employees, mystery shoppers and auditors write in Hungarian. */
export const hungarianStaff = `
# respect good
A főnököm megköszöni a munkám, és tudja is, miért.
Rám bízzák, hogy döntsek a pultnál.
Amikor egy vevő kiabált velem, a vezetőm mellém állt.
Itt tisztelik egymást az emberek, beosztástól függetlenül.
Betegség után azt kérdezték, hogy vagyok, nem csak azt, mikor jövök.
# respect bad
Az ajtóra kitett lapról tudom meg, hogy változott a beosztásom.
Vevők előtt szidnak le, mint egy gyereket.
A részmunkaidős itt nem számít embernek.
Olyan sorért kapunk ki, amit ketten nem lehet kiszolgálni.
A központból még soha nem kérdezték, mit csinálunk egész nap.
Áttették a szabadságomat, szó nélkül.
# information good
A reggeli megbeszélés öt perc, és mindent tudok.
Végre előbb halljuk az akciókat, mint a vevők.
Világos terv, világos, mi a fontos.
Nagyon jók az új termékismertetők.
# information bad
A vevők olyan akciót mutatnak, amiről mi nem is hallottunk.
Senki nem szólt, hogy változott a szállítási idő.
Napi tíz levél, és egyikből sem derül ki, mi a fontos.
Az új árak nyitás után jönnek meg.
A raktári gondokról a vevőktől értesülünk.
Soha nem tudom, ki miről dönt.
# tools good
Az új kézi gépekkel napi fél órát nyerek.
Végre jó a készletkereső, könnyebb a vevővel beszélni.
Jó cipő, jó kocsik, reggelre minden fel van töltve.
Végre egy képernyőn van minden.
# tools bad
Négy program kell egyetlen rendelés egyetlen kérdéséhez.
Délre lemerül a kézi gép, és kilencünkre egy töltő jut.
Nyár óta rossz a címkenyomtató.
A készletre várok, a vevő meg engem néz.
Múzeumba való késsel vágjuk a szőnyeget.
Két hétig nem volt belépésem, a kolléganőmével dolgoztam.
# listening good
Javasoltam egy második visszáru pultot hétvégére, egy hét múlva kipróbálták.
Az áruházvezető kérdez, és utána történik is valami.
Kirakták a felmérés eredményét, mellé a teendőket.
Úgy érzem, meghallgatnak.
# listening bad
Minden felmérésben ugyanazt írjuk, és semmi nem változik.
Az ötletek felmennek, és ott elakadnak.
Háromszor jelentettem a meglazult polcot.
Megkérdeztek, nem vették figyelembe, megköszönték.
A vezetőségből még senki nem állt szombaton a pénztárnál.
# team good
A legjobb csapat, amelyben dolgoztam.
Sokat nevetünk, még decemberben is.
A régiek átadják, amit tudnak.
Ha valaki beteg, a többiek kérés nélkül beugranak.
# team bad
Tavasz óta három jó ember ment el, és senkit nem vettek fel.
A délelőttös és a délutános műszak alig beszél egymással.
Vannak a főnök kedvencei, és vagyunk mi.
Annyi az új arc, hogy a neveket sem tudom megjegyezni.
# shifts good
Az alkalmazásban lehet műszakot cserélni, sokat segít.
Három héttel előbb megvan a beosztás, tudok tervezni a gyerekekkel.
Havi két szabad hétvége, ahogy ígérték.
# shifts bad
Pénteken jön a hétfői beosztás.
Este tízkor zárni és reggel hatkor nyitni nem lehet.
Szombaton mindig hiányzik egy ember.
Két éve kérek állandó napokat.
# breakRoom good
Új székek és működő kávéfőző, apróság, de számít.
Végre van ablak a pihenőben.
Kivilágították és kitakarították a személyzeti bejáratot.
# breakRoom bad
A pihenő egy raktár vízforralóval.
A személyzeti bejáratnál szemétszag van.
Egy mikró negyven emberre, fél óra szünettel.
Télen tizenkét fok van a pihenőben.
A vevőknek friss virág, nekünk rossz zár jut.
# onboarding good
A mentorom az első héten végig mellettem volt.
Az első napra minden készen állt: névtábla, belépő, szekrény.
Jó arányban van tanulás és munka.
Név szerint fogadtak.
# onboarding bad
A második napon már egyedül álltam a pultnál.
Három hét után kaptam belépést.
A videók jók, de az áruházat senki nem mutatta meg.
Más kasszán tanítottak, mint amin dolgozunk.
Senki nem tudta, hogy aznap kezdek.
# work good
Szeretem, amikor összeáll a vevő terve.
A mesterséget szeretem benne, a vágást, a keverést.
A nap legjobb része segíteni annak, aki maga javít.
Büszke vagyok rá, hogy itt dolgozom.
# work bad
Több idő megy a jelentésekre, mint a vevőkre.
Egész nap más osztályok miatt kérek elnézést.
Kevés az ember ekkora eladótérre.
Őszintén szólva, máshol is körülnézek.
A gyors eladásért jár a jutalom, nem a jóért.

# testGreeting good
Egy percen belül köszöntek.
Az eladó a szemembe nézett, mosolygott, és felajánlotta a segítségét.
Szép napot kívántak, amikor továbbmentem.
# testGreeting bad
Végigmentem az áruházon, senki nem köszönt.
Három dolgozó ment el mellettem, egyik sem nézett rám.
Csak azután köszöntek, hogy én köszöntem.
# testAdvice good
Ajánlás előtt rákérdeztek a helyiségre, a célra és a keretre.
Két lehetőséget mutattak, megindokolva.
Kiegészítőt is ajánlottak, erőltetés nélkül.
# testAdvice bad
Nem kérdezték meg, mire kell a termék.
Az eladó messziről mutatott a polcra.
A tanács ellentmond a címkének, a második kérdésre nem volt válasz.
# testShelves good
Tele vannak a polcok, mind a tíz ellenőrzött árcímke jó.
Szabadok a sorok, a bemutatók épek és tiszták.
# testShelves bad
Tízből négy terméken nincs címke, vagy rossz.
Két raklap állta el a főfolyosót.
A hirdetett termék nincs a polcon.
# testCheckout good
A harmadik vevőnél nyitottak még egy pénztárt.
A pénztáros ellenőrizte az árut, megmondta az összeget, és mosolyogva adta a blokkot.
# testCheckout bad
Tizenegy perc a sorban, hatból két pénztár működött.
A pénztáros nem köszönt, végig a kollégájával beszélt.
# auditSafety good
Minden vészkijárat szabad, a tűzoltó készülékek érvényesek.
Az emelőket ellenőrizték és aláírták.
# auditSafety bad
Egy vészkijáratot részben elzár a visszáru.
Ellenőrzés nélküli létrát használnak.
Múlt hónap óta nem vezetik az elsősegélynaplót.
# auditStock good
A leltár minden vizsgált helyen egyezik a nyilvántartással.
A sérült árut elkülönítették, és aznap leírták.
# auditStock bad
Negyven helyből hétnél eltér a nyilvántartás.
A tegnapi áru nincs bevételezve.
A bemutató darabok hiányoznak a listáról.
`
