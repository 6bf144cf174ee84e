/** What employees, mystery shoppers and auditors write in English. */
export const englishStaff = `
# respect good
My manager says thank you and knows what for.
I am trusted to decide things at my own counter.
When a customer shouted at me my team leader stood next to me.
People here are decent to each other, whatever the job.
I was asked how I am after my sick leave, not only when I would be back.
# respect bad
I learn about changes to my hours from a list on the door.
Spoken to in front of customers as if I were twelve.
Part-timers count for nothing here.
We are told off for queues that two people cannot serve.
Nobody at head office has ever asked what we do all day.
My holiday was moved without a word to me.
# information good
The morning huddle takes five minutes and I know everything I need.
We get the week's offers before the customers do, finally.
Clear plan, clear priorities.
The new product sheets are really good.
# information bad
Customers show us offers on their phones that we have never heard of.
Nobody told us that the delivery times had changed.
Ten e-mails a day and none of them tells me what matters.
The price changes come after the doors open.
We hear about problems at the warehouse from customers.
I never know who decides what.
# tools good
The new handhelds save me half an hour a day.
Stock search works now, it makes talking to customers so much easier.
Good shoes, good trolleys, everything charged in the morning.
Everything I need is on one screen at last.
# tools bad
Four systems to answer one question about one order.
The handheld dies by noon and there is one charger for nine of us.
The printer for price labels has been broken since summer.
I wait for the stock screen while the customer stares at me.
We cut carpet with a knife that should be in a museum.
My log-in did not work for two weeks, I used a colleague's.
# packing bad
Not enough packing material, we have been told to make do.
We warned them about the new boxes. Nobody wanted to know.
The new boxes have no room for padding, glass goes out as it is.
The foam was cut to save money. This will end in broken glass.
Ninety parcels an hour is the target. Nobody can wrap glass in forty seconds.
The good tape is gone, the cheap one lets go in the cold.
Since the new supplier the corners of the boxes give way in your hands.
I would not send my own plates out of here at the moment.
We asked for bubble wrap in writing, twice.
Seasonal packers start without anyone showing them how.

# listening good
I suggested a second returns counter at weekends and it was tried the week after.
The store manager asks, and then something happens.
Our survey answers were put up on the wall with what will be done.
I feel heard.
# listening bad
We say the same thing in every survey and nothing changes.
Ideas go up and nothing comes down.
I reported the loose shelf three times.
Asked for our opinion, ignored it, thanked us for it.
Nobody from above has stood at the till on a Saturday.
# team good
Best team I have ever worked with.
We laugh a lot, even in December.
The old hands share what they know.
If somebody is ill the others jump in without being asked.
# team bad
Three good people left since spring and nobody replaced them.
Morning and late shift hardly talk to each other.
There is a circle around the manager, and there is the rest of us.
Too many new faces to learn names.
# shifts good
I can swap shifts in the app, it has changed my life.
The rota is out three weeks ahead, so I can plan for my kids.
Two free weekends a month, as promised.
# shifts bad
The rota comes on Friday for Monday.
Closing at ten and opening at six is not a plan.
We are always one person short on Saturday, every single Saturday.
I asked for fixed days two years ago.
# breakRoom good
New chairs and a working coffee machine, small things that count.
The break room has a window at last.
The staff entrance is lit and clean now.
# breakRoom bad
The break room is a store room with a kettle.
The staff entrance smells of the bins.
One microwave for forty people and a half hour break.
It is twelve degrees in the break room in winter.
Customers get fresh flowers, we get a broken lock on the door.
# onboarding good
My buddy never left me alone in the first week.
Everything was ready on day one, name badge, log-in, locker.
Good mix of learning and doing.
I was welcomed by name.
# onboarding bad
On day two I was alone at the counter.
I got my log-in after three weeks.
The videos are fine, but nobody showed me the shop.
The training was about another till than the one we have.
Nobody knew that I was starting that day.
# work good
I love the moment when somebody's plan comes together.
I like the craft side, cutting and mixing, more of that please.
Helping people who fix things themselves is the best part of the day.
Proud to work here.
# work bad
More time goes into reports than into customers.
I spend my days apologising for other departments.
Too few people for too much floor.
I am looking around, to be honest.
The targets reward selling fast, not selling right.

# testGreeting good
I was greeted within a minute of entering.
A sales advisor made eye contact, smiled and offered help.
Staff wished me a good day when I left the department.
# testGreeting bad
Walked through the whole store without being greeted.
Three employees passed, none made eye contact.
Greeted only after I spoke first.
# testAdvice good
The advisor asked about the room, its use and the budget before recommending.
Two options were offered with the reasons for each.
The advisor named matching products without pushing.
# testAdvice bad
No question about what the product is for.
The advisor pointed at the shelf from a distance.
Advice contradicted the label; follow-up question not answered.
# testShelves good
Shelves full, labels correct on all ten products checked.
Aisles clear, displays complete and clean.
# testShelves bad
Four of ten products checked had no label or the wrong one.
Two pallets blocked the main aisle at the time of the visit.
Advertised product not on the shelf.
# testCheckout good
Second till opened when the third customer joined the queue.
Cashier checked the item, named the total and handed over the receipt with a smile.
# testCheckout bad
Eleven minutes in the queue, two of six tills open.
Cashier did not greet and talked to a colleague throughout.
# auditSafety good
All fire exits clear, extinguishers in date.
Lifting equipment checked and signed for.
# auditSafety bad
One fire exit partly blocked by returned goods.
Ladder without inspection mark in use.
First-aid book not kept since last month.
# auditStock good
Counted stock agrees with the records in all bays sampled.
Damaged goods separated and booked the same day.
# auditStock bad
Seven of forty bays sampled differ from the records.
Goods received yesterday not booked in.
Display pieces missing from the stock list.
`
