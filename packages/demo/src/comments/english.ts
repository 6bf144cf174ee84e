/** What customers say in English. Slots are explained in compose.ts. */
export const english = `
# product
shower tray
drill
floor lamp
bookcase
worktop
tin of masonry paint
mixer tap
wardrobe
rug
garden bench
curtain rail
laminate
desk chair
cordless screwdriver
# fragile
mirror
glass lampshade
ceramic basin
vase
dinner set
shower screen
table lamp
picture frame
# department
paint desk
kitchen desk
lighting aisle
tool counter
flooring section
garden section
bathroom showroom
trade counter

# waiting good
In and out in {few} minutes on a Saturday, which never happens anywhere else.
No queue at all, someone came over before I had even found the bell.
They opened another till as soon as three people were waiting.
I expected to lose half my lunch break and was back at work early.
Hardly any waiting, and there were enough people on the floor.
My order was ready when I arrived. {few} minutes from car to car.
Quick from start to finish.
The ticket system at the {d} actually works, I was called within minutes.
Someone noticed me looking lost and came straight over.
Click and collect took less time than parking.
Even before the bank holiday the line moved quickly.
I was served at once and not rushed either.
# waiting bad
{min} minutes to pay for one {p}. Two tills open, eleven people in the queue.
I stood at the {d} for {min} minutes before anybody looked up.
Gave up waiting and bought the {p} online from somebody else.
One person serving the whole {d} on a Saturday morning, really?
I rang the bell three times. {min} minutes later someone strolled over.
The queue went past the plants and round the corner.
Waiting, waiting, waiting. My parking ticket cost more than the {p}.
Took longer to collect my order than to drive there.
Staff walked past us again and again while we waited for help.
{min} minutes for a key to a locked cabinet is absurd.
They told us five minutes. It was {min}.
You can see six tills and only ever two people on them.
My children were in tears by the time we got to the front.
I took a day off for this and spent half of it in your queue.
# friendliness good
Everyone I met said hello and seemed to mean it.
Lovely people, nothing was too much trouble.
They treated my dad with real patience, and he is not the easiest customer.
A smile at the door and a joke at the till. More of that, please.
The staff clearly like working there and it shows.
Polite, warm and not pushy.
Nobody made me feel stupid for asking about rawl plugs.
I was carrying a baby and a {p}; two people offered help before I asked.
The young man at the {d} walked me right to the shelf.
Friendliest shop on the whole retail park.
They remembered me from last week, which made my day.
Kind words from a stranger in an orange apron, I needed that today.
# friendliness bad
The lady at the {d} did not look up from her phone once.
I was made to feel like a nuisance for asking a question.
Eyes rolled when I asked for help lifting the {p}.
Two assistants carried on chatting while I stood in front of them.
Rude. Simply rude. "If it's not there we haven't got it" and off he went.
Not a hello, not a thank you, not a goodbye.
I heard one of them complain about customers while I was being served.
Spoken to like a child at the {d}.
Nobody smiled, nobody helped, nobody cared.
The security man followed my son through the whole shop.
I asked for the manager and was laughed at.
Staff look as if they would rather be anywhere else.
# advice good
The man at the {d} talked me out of the expensive one. That is why I will be back.
Proper advice from someone who has clearly fitted a {p} before.
I came with a photo of a leak and left with the right part and a drawing.
They worked out how much paint I need and it was exactly right.
She asked three good questions and saved me two hundred pounds.
Clear explanation of what goes with what, no jargon.
Best advice I have had about damp in ten years.
I learned more in ten minutes at the {d} than in a week of videos.
He told me honestly that the cheaper {p} would do.
They knew the answer, and when they did not they rang somebody who did.
My plan had a mistake in it and your kitchen planner found it.
Explained everything twice without a sigh.
# advice bad
Asked about the {p} and he read me the label. I can read.
Nobody at the {d} knew whether it fits a standard waste.
I was sold the wrong fixings and had to drive back.
Three people, three different answers about the same {p}.
The adviser had started on Monday and was all alone, poor lad.
They guessed. I could tell they were guessing.
Got told it works on plasterboard. It does not work on plasterboard.
Nobody at the {d} could tell me how the two offers differ.
I wanted advice and got a leaflet.
The website says expert advice, the shop says look at the website.
Wrong primer recommended, whole wall has to be done again.
Measured twice by your planner and the worktop is still four centimetres short.
# availability good
Everything on my list was there, down to the odd size of screw.
They had the {p} in stock that three other shops had not.
Stock shown online was right for once.
They found the last {p} in the back for me.
Huge choice and well sorted.
All parts of the range were on the shelf, even the end caps.
I needed eighteen packs of the same batch and got eighteen.
Nice to see the garden range still complete in autumn.
They had the spare part, I could hardly believe it.
Came for one {p}, left with everything for the whole room.
# availability bad
Website said six in stock, shelf said none.
Third visit, and still no {p}.
Half the shelf at the {d} is empty and nobody knows when it will be filled.
They had the doors but not the hinges. What am I to do with doors?
The display {p} is there, the one to buy is not.
I drove forty miles because the app said available.
Sizes in the middle are always gone.
You advertise the {p} on the radio and have none by Saturday noon.
Only three of the five packs I need, and from two different batches.
Again no stock, again "maybe Thursday".
Empty hooks all along the aisle.
Nobody could say whether more {p} stock is coming at all.
# cleanliness good
Spotless, even the customer toilets.
Wide clean aisles, easy with a trolley and a pushchair.
Tidy shop, everything has its place.
The bathroom displays were gleaming.
Well lit, well kept, nothing in the way.
You can tell somebody looks after the garden section.
Neat shelves and clear signs.
No pallets in the aisles for once.
# cleanliness bad
Customer toilets were a disgrace.
Pallets everywhere, I could not get through with the trolley.
Spilt paint by the entrance that people just walked through.
Dust on everything at the {d}.
Broken packs lying open on the shelf.
The trolley I got was sticky and had rubbish in it.
Dead plants at full price and puddles on the floor.
It looks as if nobody has swept since spring.
Displays falling apart, one handle came off in my hand.
# checkout good
The self checkout just worked.
The cashier scanned the long pieces where they lay. Clever.
Paid by phone on the shop floor, brilliant.
She noticed that the second {p} was half price and put it right.
Receipt by e-mail, no fuss.
Quick and careful, everything packed so that nothing got scratched.
Cashier called ahead so that someone could help me load.
Easy to pay, easy to get out.
# checkout bad
The self checkout needed a member of staff five times for five items.
The {p} had no barcode, so everybody behind me waited for a price check.
Charged twice for the {p}, found out at home.
The price at the till was not the price on the shelf.
Card reader down, nobody had put up a sign.
The cashier threw my {p} on to the pile.
Asked for my e-mail, postcode and phone number just to sell me a {p}.
Self checkout shouts at you and nobody comes.
Gift card did not work and it was somehow my fault.
They would not split the payment although it says so on the door.
# price good
Fair prices, and they matched the one I found online.
The {p} cost a third less than at the other place.
Good quality for the money.
Trade discount was applied without my asking.
You pay a bit more, but it lasts.
Honest price, no tricks with small print.
Excellent value, I furnished the hall for less than I feared.
The sale was a real sale.
# price bad
The {p} was ten pounds cheaper last month, before your "sale".
Overpriced for what it is.
Delivery costs more than the {p}.
Price tag said one thing, the till another, and I had to argue.
The offer on the poster excludes nearly everything.
Same {p}, same brand, twenty per cent less across the road.
Getting expensive for people who do their own work.
Paid a premium and the handle came loose in a week.
You refuse to match your own website.

# delivery good
Came on the day and in the hour they promised.
Two polite men carried the wardrobe up three floors and took the packaging away.
Text message, phone call, doorbell. Perfect.
Delivered a day early and in one piece.
The driver waited while I found somebody to help.
Well packed, nothing moved in the box.
I could follow the van on the map, so I did not lose a day.
Ordered Monday night, fitted Wednesday.
Driver took his shoes off. Never seen that before.
Everything arrived together as asked.
# delivery bad
Two days late and nobody told us.
I took a day off and the van never came.
The driver left the {p} in the rain by the bins.
"Delivered", says the app. Not to me.
Half the order came, the other half is "on its way" since last week.
They would not carry it past the gate although I paid for that.
Tracking said ten stops away for four hours.
Delivered to a neighbour I do not have.
Third date, third excuse.
The driver rang once, hung up and drove off.
Promised between eight and ten, arrived at nineteen minutes past six.
# damaged good
The {f} came wrapped like a treasure, not a scratch.
Packed so well that I felt bad opening it.
Glass, long journey, no harm done. Well packed.
# damaged bad
The {f} arrived in pieces. The box had no padding at all.
Second {f} in a row that comes broken. Does anyone check what leaves the warehouse?
Opened the parcel and heard it before I saw it: shattered {f}.
The box was fine outside, the {f} inside was cracked from side to side.
One thin sheet of paper around a {f}. What did you expect?
Parcel crushed at one corner and the {f} chipped.
Our {f} came broken and so did the replacement.
Whoever packs your parcels has never seen a {f}.
Broken on arrival. It was a birthday present.
Cracked {f}, no bubble wrap, and I am to drive it back to the store?
The {f} was loose in a box three times its size.
Third damaged parcel this month. I am done ordering from you.
A heavy {p} was packed on top of the {f}. Guess what happened.
Dents all over, looks as if it had been dropped off a shelf.
Beautiful {f}, sadly in about forty pieces.
Used to be packed properly. For some weeks everything arrives damaged.
The carrier showed me the note: "box damaged at depot".
Glass all over my hallway. Please teach your packers.
The corner of the {p} was smashed before it even left the van.
The foam is gone, it is just air in there now, and a broken {f}.
# invoice good
The invoice was right the first time, with our order number on it.
Accounts sent the corrected bill within an hour.
# invoice bad
The invoice shows a {p} I never bought.
Third reminder for a bill I paid in spring.
Wrong company name on the invoice again, my accountant will not take it.
VAT is missing on the bill and nobody answers.
Charged for delivery although I collected it myself.
The refund is on the invoice but not on my account.
You billed us twice and call it a system issue.
It took four e-mails to get one correct invoice.
Discount agreed at the {d}, not on the bill.
Your accounts department replies after ten days and then asks the same question.
# returns good
Return done in two minutes, no questions.
They took back the {p} without the box, very decent.
Money was on my card next morning.
Wrong size swapped without a receipt.
The returns desk was the friendliest part of the shop.
I brought back four unopened packs and got every penny.
They even apologised for the fault.
# returns bad
{min} minutes at the returns desk with one person and nine customers.
Treated like a thief for bringing back a faulty {p}.
No refund, only a voucher, although it was broken.
Still no money after three weeks.
Sent from the returns desk to the {d} and back again.
They wanted the original pallet. The pallet!
The form is two pages for a nine pound {p}.
"The system does not let me" is not an answer.
Was told on the phone I could return it here, and here they say no.
# app good
The app showed me the aisle and the shelf. Magic.
Ordering online was simple, three clicks.
Saved my basket on the phone, paid on the laptop, worked.
I like the room planner, my daughter redid the whole flat with it.
Website is clear, with real photographs and real sizes.
Chat on the website answered straight away.
# app bad
The app logs me out every single time.
Could not pay, the page just span and span, and then the basket was empty.
Search for {p} and you get garden gnomes.
Your website shows stock that does not exist.
The app crashed at the last step, three times.
No guest checkout. I do not want an account for one {p}.
The planner lost two hours of my kitchen.
Delivery date cannot be chosen on a phone, the button is off the screen.
Password e-mail never arrives.
# parking good
Plenty of parking right at the door.
Loading bay next to the exit, so easy.
They helped me tie the {p} to the roof in the car park.
Good bus stop and covered bike stands.
# parking bad
Car park full and half of it fenced off.
Trolleys all over the parking bays.
Got a parking fine while I waited in your queue.
No lights in the car park after six.
Potholes in the loading bay, nearly lost the {p}.
No space wide enough for a wheelchair ramp.
# praise good
{name} at the {d} stayed after closing to mix my colour. I will drive past two other shops for {m:him|her}.
Please thank {name}, {m:he|she} found a {p} that everybody said was sold out.
{name} carried it to the car in the rain and would not take a tip.
Give {name} a pay rise.
{name} explained tiling to me as if we had all day.
What a star {name} is. {m:He|She} rang round three stores for us.
I only come back because of {name} at the {d}.
{name} calmed down the whole queue with one joke.
Asked {name} one question and got a plan for the whole bathroom.
{name} treated my mother like {m:his|her} own.
{name} spotted that I had the wrong size before I paid.
It was {name} who sorted it in the end, {m:he|she} did not let go until it was right.
Ten years of shopping here and {name} is the best you have ever had.
{name} showed me how to cut it, and let me try.
Thank you {name}, the shelf is up and it is straight!
# contact good
Spoke to a human within a minute and it was solved in three.
The woman on the phone rang back, as promised.
One call, one answer, done.
The chat agent arranged a new delivery while I was still typing.
They did not pass me on, the same person dealt with it all.
Kind voice on a bad day.
# contact bad
Passed on four times and told my story four times.
{min} minutes of music and then cut off.
They promised to call back. That was last Tuesday.
The person on the phone could not see what the shop had written.
The chat is a robot that does not understand "broken".
Everyone is very sorry and nobody does anything.
I was asked for my order number by five people in one call.
"That is the warehouse", says the store. "That is the store", says the phone.
# installation good
The fitters were on time, neat and cheerful.
They hoovered before they left.
The kitchen fits to the millimetre.
He showed us how to change the filter himself.
Two days promised, two days needed.
# installation bad
The fitter came without the parts and said it was not his job to bring them.
Left us with a dripping tap over the weekend.
Rubbish left in the front garden.
The third appointment, and the door still does not close.
He drilled into a pipe and blamed the wall.
# opening
Saturday afternoon.
Second visit this month.
Came in on my lunch break.
We are doing up the bathroom.
First time in this shop.
Long-time customer here.
Needed a {p}.
Was looking for a {p} for my mum.
Just a quick note.
We moved in three weeks ago.
I am in the trade, so I come a lot.
Popped in after work.
Bank holiday weekend.
Been meaning to write this.
New flat, empty rooms.
Wednesday morning.
Went with my husband.
On a rainy Sunday.
Project of the year: the hall.
Not my first order.
Honest opinion?
My usual shop.
# closing good
Will come again.
Keep it up.
Thank you!
Happy customer.
I have already told my sister.
A pleasure.
Five stars from me.
Wish every shop were like this.
See you at the next project.
Top marks.
# closing bad
Not coming back.
Very disappointed.
Please do something about it.
I expected better from Northbeam.
It used to be better.
Someone should read these comments.
Last time.
I am still waiting for an answer.
Such a shame, because the products are fine.
Do you train anyone at all?
`
