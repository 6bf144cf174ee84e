/** What customers say in Hungarian. Slots are explained in compose.ts; the second form of a word is its accusative. */
export const hungarian = `
# product
csaptelep | csaptelepet
fúrógép | fúrógépet
könyvespolc | könyvespolcot
zuhanytálca | zuhanytálcát
szőnyeg | szőnyeget
ruhásszekrény | ruhásszekrényt
karnis | karnist
munkalap | munkalapot
kerti pad | kerti padot
csavarbehajtó | csavarbehajtót
komód | komódot
radiátor | radiátort
# fragile
tükör | tükröt
lámpabúra | lámpabúrát
mosdókagyló | mosdókagylót
váza | vázát
zuhanyfal | zuhanyfalat
képkeret | képkeretet
kerámia kaspó | kerámia kaspót
tányérkészlet | tányérkészletet
# waiting good
Szombaton {few} perc alatt végeztem, ilyen máshol nincs.
Sor sem volt, azonnal odajött valaki.
Ahogy hárman vártunk, nyitottak még egy kasszát.
Azt hittem, rámegy az ebédszünetem, de hamar végeztem.
Alig kellett várni, volt elég ember az eladótérben.
Mire odaértem, kész volt a rendelésem.
Gyors volt az elejétől a végéig.
Jól működik a sorszámos rendszer, perceken belül szólítottak.
Észrevették, hogy keresgélek, és rögtön segítettek.
Az átvétel kevesebb ideig tartott, mint a parkolás.
Ünnep előtt is gyorsan haladt a sor.
Rögtön kiszolgáltak, mégsem siettettek.
# waiting bad
{min} perc a kasszánál egyetlen csavarért. Két pénztár nyitva, tizenegyen a sorban.
{min} percet álltam a pultnál, mire valaki felnézett.
Feladtam, és máshol vettem meg a {p2}.
Egyetlen eladó szombat délelőtt, ez komoly?
Háromszor csengettem, {min} perc múlva jött valaki.
A sor a növényekig ért.
Várakozás, várakozás, várakozás.
Tovább kerestek a rendelésemet, mint ameddig az út tartott.
Az eladók elmentek mellettünk, mintha ott sem lennénk.
Öt percet mondtak, {min} lett belőle.
Hat pénztár van, de mindig csak kettő működik.
A gyerek már sírt, mire sorra kerültünk.
Szabadságot vettem ki, és a felét a sorban töltöttem.
{min} percig keresték a vitrin kulcsát.
# friendliness good
Mindenki köszönt, és látszott, hogy szívből.
Kedves emberek, semmi nem volt nekik teher.
Apámmal nagyon türelmesek voltak, pedig ő nem könnyű vásárló.
Mosoly az ajtóban, egy jó szó a pénztárnál. Ebből kérünk többet.
Látszik, hogy szeretnek itt dolgozni.
Udvariasak, kedvesek és nem tukmálnak.
Nem éreztették, hogy buta a kérdésem.
Segítettek kivinni, pedig nem is kértem.
A fiatalember egészen a polcig kísért.
A környék legbarátságosabb áruháza.
Megismertek a múlt hétről, ez jólesett.
# friendliness bad
A hölgy fel sem nézett a telefonjából.
Úgy éreztem, zavarok a kérdésemmel.
A szemét forgatta, amikor segítséget kértem.
Két eladó tovább beszélgetett, miközben ott álltam előttük.
Goromba volt. „Ha nincs a polcon, nincs”, és otthagyott.
Se köszönés, se köszönöm, se viszlát.
Előttem panaszkodtak a vevőkre.
Úgy beszéltek velem, mint egy gyerekkel.
Senki nem mosolygott, senki nem segített, senkit nem érdekelt.
A biztonsági őr végig a fiam után járt.
A vezetőt kértem, és kinevettek.
Olyan arccal állnak ott, mintha bárhol máshol lennének szívesebben.
# advice good
Lebeszéltek a drágábbról. Ezért jövök vissza.
Igazi tanácsot kaptam valakitől, aki már szerelt ilyet.
Egy fotóval jöttem a csöpögésről, a jó alkatrésszel mentem haza.
Kiszámolták, mennyi festék kell, és pont annyi kellett.
Három jó kérdés, és harmincezer forintot megspóroltam.
Érthetően elmagyarázták, mi mihez illik.
Tíz éve nem kaptam ilyen jó tanácsot a penész ellen.
Tíz perc alatt többet tanultam, mint egy hét videóból.
Őszintén megmondták, hogy az olcsóbb {p} is jó lesz.
Ha nem tudták, felhívták azt, aki tudja.
Hiba volt a tervemben, és a konyhatervező megtalálta.
# advice bad
Kérdeztem a termékről, felolvasta a címkét. Olvasni én is tudok.
Senki nem tudta, hogy jó-e a szokásos lefolyóhoz.
Rossz tiplit adtak, mehettem vissza.
Három eladó, háromféle válasz ugyanarra a kérdésre.
A tanácsadó a második napján egyedül állt ott, szegény.
Találgattak, ez hallatszott is.
Azt mondták, gipszkartonon is megtart. Nem tartja meg.
Senki nem tudta megmondani, mi a különbség a kettő között.
Tanácsot kértem, szórólapot kaptam.
Rossz alapozót ajánlottak, kezdhetem elölről a falat.
Kétszer mértek, a munkalap mégis rövidebb.
A honlap szakértőt ígér, az áruház a honlaphoz küld.
# availability good
Minden megvolt a listámról, a ritka csavar is.
Volt náluk olyan {p}, amilyet sehol nem kaptam.
Végre igaz volt, amit a honlap a készletről írt.
Hátulról előkerítették az utolsó darabot.
Óriási választék, rendesen elrendezve.
Tizennyolc csomag kellett egy gyártásból, és meglett.
Még pótalkatrész is volt, alig hittem el.
Egy apróságért jöttünk, az egész szobát összeszedtük.
Minden méret volt, ez ritka.
# availability bad
A honlap szerint hat darab, a polcon egy sem.
Harmadszorra jövök, és még mindig nincs.
Félig üresek a polcok, és senki nem tudja, mikor töltik fel.
Ajtó van, zsanér nincs. Mit kezdjek az ajtóval?
A bemutató {p} ott áll, megvenni nem lehet.
Negyven kilométert jöttem, mert az alkalmazás szerint volt.
A szokásos méretek mindig elfogynak.
Hirdetik a {p2}, szombat délre már hírmondója sincs.
Ötből három csomag volt, az is kétféle gyártásból.
Megint nincs, megint „talán csütörtökön”.
Üres akasztók végig a soron.
Senki nem tudta, jön-e még belőle.
# cleanliness good
Minden ragyog, még a vevők mosdója is.
Széles, tiszta sorok, babakocsival is kényelmes.
Rend van, mindennek megvan a helye.
A fürdőszobai bemutatók csillognak.
Világos, gondozott, semmi nincs útban.
Látszik, hogy a növényekkel törődik valaki.
Rendezett polcok, érthető feliratok.
# cleanliness bad
A vásárlói mosdó szégyen.
Mindenhol raklapok, nem fértem el a kocsival.
Kiömlött festék a bejáratnál, és mindenki belelépett.
Vastagon áll a por a termékeken.
Felbontott csomagok hevernek a polcon.
Ragadt a bevásárlókocsi, és szemét volt benne.
Elszáradt növények teljes áron, pocsolya a padlón.
Mintha tavasz óta nem söpörtek volna.
Szétesik a bemutató, a kilincs a kezemben maradt.
# checkout good
Az önkiszolgáló kassza elsőre működött.
A pénztáros a kocsiban olvasta le a hosszú darabokat. Okos.
Telefonnal fizettem az eladótérben, remek.
A pénztáros észrevette, hogy a második akciós, és kijavította.
A blokk e-mailben jött, egyszerű volt.
Gyors és óvatos, semmi nem karcolódott meg.
A pénztáros rögtön szólt valakinek, hogy segítsen a pakolásban.
Gond nélkül fizettem.
# checkout bad
Az önkiszolgáló kasszához öt tételnél ötször kellett dolgozót hívni.
Nem volt vonalkód a terméken, az egész sor várt.
Kétszer számolták fel a {p2}, otthon vettem észre.
A kasszánál más az ár, mint a polcon.
Nem működött a kártyás fizetés, de kiírva nem volt.
A pénztáros ledobta a holmimat a többire.
Egyetlen vásárláshoz kérik a telefonszámom, a címem és az e-mailem.
A gép kiabál, és senki nem jön.
Nem ment az ajándékkártya, és én voltam a hibás.
Nem engedték két kártyával fizetni, pedig ki van írva.
# price good
Korrekt árak, és a netes árat is megadták.
Itt a {p} harmadával olcsóbb, mint a szomszédban.
Jó minőség ezért a pénzért.
A szakmai kedvezményt kérés nélkül megadták.
Kicsit drágább, de tartós.
Nincs apróbetűs trükk.
Kevesebből rendeztük be az előszobát, mint féltünk tőle.
Az akció tényleg akció volt.
# price bad
A „leárazás” előtt olcsóbb volt a {p}.
Drága ahhoz képest, amit tud.
A szállítás többe kerül, mint maga a termék.
A polcon más ár, a kasszánál más, vitatkoznom kellett.
A plakáton lévő akció szinte semmire nem érvényes.
Ugyanez a {p} az út túloldalán húsz százalékkal olcsóbb.
Aki maga barkácsol, lassan nem tudja megfizetni.
Sokat adtam érte, és egy hét után kilazult a fogantyú.
A saját honlapjuk árát sem adják meg az áruházban.

# delivery good
Azon a napon és abban az órában jöttek, amikor ígérték.
Két udvarias fiú felvitte a szekrényt a harmadikra, a csomagolást is elvitték.
Üzenet, telefon, csengő. Tökéletes.
Egy nappal előbb, épségben megérkezett.
A futár megvárta, amíg segítséget hívtam.
Jól be volt csomagolva, semmi nem mozgott benne.
Láttam a térképen az autót, nem ment rá az egész nap.
Hétfőn rendeltem, szerdán már a helyén állt.
A sofőr levette a cipőjét. Ilyet még nem láttam.
Minden egyszerre jött meg, ahogy kértük.
# delivery bad
Két napot késtek, és senki nem szólt.
Szabadságot vettem ki, de nem jöttek.
A futár az esőben hagyta a dobozt a kukák mellett.
Az alkalmazás szerint kézbesítve. Nem nekem.
A rendelés fele megjött, a másik fele egy hete „úton van”.
Kifizettem a behordást, de a kapuig hozták csak.
Négy órán át azt írta, hogy tíz cím van előttünk.
Egy olyan szomszédnak adták oda, aki nincs is.
Harmadik időpont, harmadik kifogás.
A sofőr egyet csörgetett, és elment.
Nyolc és tíz közé ígérték, este hat után értek ide.
# damaged good
Úgy csomagolták, mint egy kincset, karcolás sincs a terméken.
Olyan gondos volt a csomagolás, hogy sajnáltam kibontani.
Üveg, hosszú út, mégis ép maradt.
# damaged bad
Darabokban érkezett a {f}. Semmi bélés nem volt a dobozban.
Másodszor jön törötten ugyanaz a {f}. Ellenőrzi valaki a raktárban?
Még ki sem bontottam, már hallottam a csörgést: törött a {f}.
Kívül ép a doboz, belül végigrepedt a {f}.
Egyetlen papírlap volt a csomagban. Mégis mit vártak?
A doboz sarka behorpadt, a {f} lepattant.
Törötten jött a {f}, és törötten jött a csere is.
Aki ezt csomagolta, még nem látott ilyen törékeny árut.
Születésnapi ajándék lett volna, szilánkokban jött meg.
Repedt a {f}, és én vigyem vissza az áruházba?
Háromszor akkora dobozban zörgött a {f}, persze hogy eltört.
Egy nehéz {p} volt rárakva. Találják ki, mi lett belőle.
Csupa horpadás, mintha leejtették volna a polcról.
Gyönyörű {f} lenne, kár, hogy negyven darabban van.
Régen rendesen csomagoltak, hetek óta minden sérülten jön.
A futár megmutatta a jegyzetet: „a depóban sérült”.
Üvegszilánk az egész előszobában. Tanítsák meg csomagolni a raktárt.
Már habszivacs sincs benne, csak levegő és egy törött {f}.
Harmadik sérült csomag ebben a hónapban, többet nem rendelek.
# invoice good
Elsőre jó volt a számla, a rendelésszámmal együtt.
A könyvelés egy órán belül javította.
# invoice bad
Olyan {p} van a számlán, amit nem is vettem.
Harmadik felszólítás egy tavasszal kifizetett számlára.
Megint rossz cégnév van a számlán, a könyvelőm nem fogadja el.
Nincs rajta az áfa, és senki nem válaszol.
Felszámolták a szállítást, pedig én hoztam el.
Papíron visszautalták, a számlámon nincs ott.
Kétszer számláztak, és rendszerhibára hivatkoznak.
Négy levél kellett egy jó számlához.
A pultnál megbeszélt kedvezmény nincs a számlán.
A könyvelés tíz nap után ugyanazt kérdezi vissza.
# returns good
Két perc alatt visszavették, kérdés nélkül.
Doboz nélkül is visszavették, nagyon rendesek.
Másnap reggel a kártyámon volt a pénz.
Blokk nélkül is kicserélték a méretet.
A visszáru pultnál vannak a legkedvesebbek.
Négy bontatlan csomagot vittem vissza, minden forintot visszakaptam.
Még elnézést is kértek a hibáért.
# returns bad
{min} perc a visszárunál, egy ember kilenc vevőre.
Hibás terméket hoztam vissza, és tolvajként néztek rám.
Pénz helyett utalványt adnak, pedig eltört.
Három hete nincs meg a pénzem.
A visszárutól a pulthoz küldtek, onnan vissza.
Az eredeti raklapot kérik. A raklapot!
Kétoldalas űrlap egy apróság miatt.
„A rendszer nem engedi”, ez nem válasz.
Telefonon azt mondták, itt visszaveszik, itt meg azt, hogy nem.
# app good
Az alkalmazás megmutatta a sort és a polcot. Varázslat.
Három kattintás volt a rendelés.
Telefonon raktam kosárba, gépen fizettem, minden megmaradt.
Jó a szobatervező, a lányom átrendezte az egész lakást.
Valódi képek, valódi méretek a honlapon.
A honlapon a csevegésben azonnal válaszoltak.
# app bad
Az alkalmazás minden alkalommal kiléptet.
Fizetésnél csak pörgött, aztán kiürült a kosár.
Keresem a {p2}, és kerti törpéket mutat.
Olyan készletet mutat a honlap, ami nincs.
Az utolsó lépésnél háromszor összeomlott.
Regisztráció nélkül nem lehet venni. Egyetlen tételért?
A tervező elvesztette két óra munkámat.
Telefonon nem lehet napot választani, kilóg a gomb.
Nem jön meg a jelszócserélő levél.
# parking good
Bőven van parkoló a bejáratnál.
A kijárat mellett lehet rakodni, nagyon kényelmes.
Segítettek rögzíteni a {p2} a tetőcsomagtartón.
Busszal is könnyű odajutni.
# parking bad
Tele a parkoló, és a fele le van zárva.
Bevásárlókocsik állnak a parkolóhelyeken.
Amíg a sorban álltam, megbüntettek a parkolóban.
Hat után sötét van a parkolóban.
Kátyú a rakodónál, majdnem leesett a {p}.
Babakocsival nem lehet feljutni a parkolóból.
# praise good
{name} zárás után is ott maradt, hogy kikeverje a színt. Két másik boltot is elhagyok az ő kedvéért.
Köszönöm, hogy {name} talált nekem egyet, pedig mindenki szerint elfogyott.
{name} esőben vitte ki a kocsihoz, és borravalót sem fogadott el.
{name} fizetésemelést érdemel.
{name} úgy mesélt a burkolásról, mintha egész napja lenne rám.
{name} aranyat ér, három áruházat hívott fel miattunk.
Csak azért jövök ide vissza, mert itt dolgozik {name}.
{name} egyetlen viccel lenyugtatta az egész sort.
Egyet kérdeztem, és {name} megtervezte az egész fürdőszobát.
{name} úgy bánt anyámmal, mintha a sajátja lenne.
{name} még fizetés előtt észrevette, hogy rossz a méret.
Végül {name} oldotta meg, addig nem hagyta, amíg jó nem lett.
Tíz éve járok ide, és {name} a legjobb mindenki közül.
{name} megmutatta, hogyan kell vágni, és ki is próbálhattam.
Köszönöm, {name}, egyenesen áll a polc!
# contact good
Egy perc múlva emberrel beszéltem, három perc alatt megoldódott.
Visszahívtak, ahogy ígérték.
Egy hívás, egy válasz, kész.
Még gépeltem, és már megszervezték az új szállítást.
Nem kapcsolgattak, végig ugyanaz az ember intézte.
Kedves hang egy rossz napon.
# contact bad
Négyszer kapcsoltak tovább, négyszer mondtam el mindent.
{min} perc zene, aztán megszakadt.
Azt ígérték, visszahívnak. Ez múlt kedden volt.
A telefonos nem látja, mit írtak fel az áruházban.
A csevegőrobot nem érti azt a szót, hogy törött.
Mindenki nagyon sajnálja, de senki nem csinál semmit.
Egy hívásban ötször kérték a rendelésszámot.
Az áruház a raktárra mutogat, a raktár az áruházra.
# installation good
Pontosan jöttek a szerelők, rendesek és vidámak voltak.
Kiporszívóztak maguk után.
Milliméterre pontos lett a konyha.
Megmutatták, hogyan kell szűrőt cserélni.
Két napot ígértek, két nap lett.
# installation bad
Alkatrész nélkül jött a szerelő, és szerinte nem az ő dolga.
Csöpögő csappal maradtunk hétvégére.
Ott hagyták a szemetet a kertben.
Harmadik alkalom, és az ajtó még mindig nem csukódik.
Megfúrta a csövet, és a falat hibáztatta.
# opening
Szombat délután.
Másodszor járok itt ebben a hónapban.
Ebédszünetben ugrottam be.
Fürdőszobát újítunk fel.
Először vásároltam itt.
Régi vevő vagyok.
Kellett egy {p}.
Anyukámnak kerestem egyet.
Röviden írok.
Három hete költöztünk.
Szakmabeli vagyok, sokat járok ide.
Munka után mentem.
Ünnepi hétvége volt.
Régóta meg akartam írni.
Új lakás, üres falak.
Szerda reggel.
A férjemmel mentünk.
Esős vasárnap.
Az idei nagy munka az előszoba.
Nem ez az első rendelésem.
Őszintén?
A szokásos boltom.
# closing good
Jövök máskor is.
Csak így tovább.
Köszönöm!
Elégedett vásárló vagyok.
Már a testvéremnek is meséltem.
Öröm volt.
Öt csillag.
Bárcsak minden bolt ilyen lenne.
A következő felújításnál találkozunk.
Mindenkinek ajánlom.
# closing bad
Többet nem jövök.
Nagyot csalódtam.
Tegyenek már valamit.
Többet vártunk ettől az áruháztól.
Régen jobb volt.
Remélem, valaki el is olvassa ezt.
Utoljára vettem itt.
Még mindig választ várok.
Kár érte, mert maga az áru jó.
Tanítanak itt egyáltalán valakit?
`
