using System.Net;
using System.Text;
using CsCheck;
using P2PChain.Core.Dialling;
using P2PChain.Core.Peers;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Dialling;

public sealed class AddressBookProperties
{
    private static readonly UnixTime Start = new(1_766_620_800_000);
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes ...");

    private enum What
    {
        Told,
        Dialled,
        Reached,
        Failed,
        Ourselves,
        Waited,
    }

    // Few addresses, so that steps meet.
    private static readonly Gen<HostPort> Address = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 2]).Select(
        static (net, host, port) => new HostPort($"4{net}.{host}.1.1", 6000 + port));

    private static readonly Gen<(What What, HostPort Address, IPAddress Peer, int Minutes)[]> Steps = Gen.Select(
        Gen.Frequency(
            (8, Gen.Const(What.Told)), (3, Gen.Const(What.Dialled)), (3, Gen.Const(What.Reached)),
            (4, Gen.Const(What.Failed)), (1, Gen.Const(What.Ourselves)), (3, Gen.Const(What.Waited))),
        Address,
        Gen.Int[1, 5].Select(static net => IPAddress.Parse($"5{net}.1.1.1")),
        Gen.Int[0, 20_000]).Array[0, 120];

    [Fact]
    public void Whatever_happens_the_book_agrees_with_a_simple_model_and_with_its_text() =>
        Gen.Select(Steps, Gen.Int).Sample((steps, seed) =>
        {
            var book = new AddressBook(new AddressPlaces(Secret), new Random(seed));
            var (reached, own) = (new HashSet<HostPort>(), new HashSet<HostPort>());
            var now = Start;
            foreach (var (what, address, peer, minutes) in steps)
            {
                switch (what)
                {
                    case What.Told: book.Add(address, now, peer, now); break;
                    case What.Dialled: book.OnDial(address, now); break;
                    case What.Reached: book.OnReached(address, now); reached.Add(address); own.Remove(address); break;
                    case What.Failed: book.OnFailed(address, now); break;
                    case What.Ourselves: book.OnOurselves(address); own.Add(address); reached.Remove(address); break;
                    default: now = now.Plus(TimeSpan.FromMinutes(minutes)); break;
                }
                Agree(book, reached, own, now);
            }
            AgreeWithText(book, now);
        }, iter: 2_000);

    [Fact]
    public void A_liar_of_one_group_fills_no_more_than_its_buckets() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var book = new AddressBook(new AddressPlaces(Secret), random);
            for (var i = 0; i < 30_000; i++)
                book.Add(Anywhere(random), Start, new IPAddress([44, 1, (byte)random.Next(256), 1]), Start);
            Assert.InRange(book.All.Count, 1, AddressPlaces.BucketsPerSource * AddressPlaces.BucketSize);
        },
        iter: 3);

    [Fact]
    public void A_liar_does_not_push_out_addresses_of_others() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var book = new AddressBook(new AddressPlaces(Secret), random);
            var honest = Enumerable.Range(0, 100).Select(_ => Anywhere(random)).ToList();
            foreach (var address in honest) book.OnReached(address, Start);
            var kept = book.All.Select(static known => known.Address).ToList();
            for (var i = 0; i < 20_000; i++)
                book.Add(Anywhere(random), Start, new IPAddress([44, (byte)random.Next(256), 1, 1]), Start);
            Assert.All(kept, address => Assert.NotNull(book.Find(address)));
        },
        iter: 3);

    [Fact]
    public void However_many_addresses_are_reached_none_is_evicted_without_a_test() => Gen.Int.Sample(
        seed =>
        {
            var random = new Random(seed);
            var book = new AddressBook(new AddressPlaces(Secret), random);
            for (var i = 0; i < 8_000; i++)
            {
                var tried = book.All.Count(static known => known.IsTried);
                book.OnReached(Anywhere(random), Start.Plus(TimeSpan.FromHours(i)));
                if (i % 1000 == 0) Assert.True(book.All.Count(static known => known.IsTried) >= tried);
            }
            Assert.InRange(book.All.Count(static known => known.IsTried), 2_000, AddressBook.TriedMax);
            Assert.InRange(book.All.Count(static known => !known.IsTried), 1, AddressBook.NewMax);
        },
        iter: 1);

    [Fact]
    public void One_group_takes_no_more_than_its_tried_buckets()
    {
        var book = new AddressBook(new AddressPlaces(Secret), new Random(1));
        for (var i = 0; i < 3_000; i++)
            book.OnReached(new HostPort($"44.1.{i / 250}.{i % 250}", 6000), Start);
        Assert.InRange(
            book.All.Count(static known => known.IsTried), 1, AddressPlaces.BucketsPerGroup * AddressPlaces.BucketSize);
    }

    [Fact]
    public void One_seed_gives_one_book() => Steps.Sample(
        steps => Assert.Equal(Told(steps), Told(steps)), iter: 200);

    private static string Told((What What, HostPort Address, IPAddress Peer, int Minutes)[] steps)
    {
        var book = new AddressBook(new AddressPlaces(Secret), new Random(7));
        foreach (var step in steps)
            book.Add(step.Address, Start.Plus(TimeSpan.FromMinutes(step.Minutes)), step.Peer, Start);
        var chosen = Enumerable.Range(0, 20).Select(_ => book.Next(static _ => true, Start)?.Address);
        return Encoding.ASCII.GetString(AddressBookJson.Write(book)) + string.Join(' ', chosen);
    }

    private static void Agree(AddressBook book, HashSet<HostPort> reached, HashSet<HostPort> own, UnixTime now)
    {
        foreach (var known in book.All)
        {
            Assert.DoesNotContain(known.Address, own);
            Assert.Equal(reached.Contains(known.Address), known.IsVerified);
            Assert.True(known.IsTried ? known.Places.Count == 0 : known.Places.Count is > 0 and < 5);
            Assert.True(known.IsVerified || !known.IsTried);
        }
        Assert.All(reached, address => Assert.NotNull(book.Find(address)));
        var told = book.ToTell(IPAddress.Parse("60.1.1.1"), now).Select(static one => one.Address).ToList();
        Assert.Subset(reached, told.ToHashSet());
        if (book.Next(static _ => true, now) is { IsVerified: false, LastTry: { } tried })
            Assert.True(now.Since(tried) >= TimeSpan.FromMinutes(10));
    }

    private static void AgreeWithText(AddressBook book, UnixTime now)
    {
        var text = AddressBookJson.Write(book);
        Assert.True(AddressBookJson.TryRead(text, new Random(1), now, out var read, out _));
        Assert.Equal(Lines(book), Lines(read));
    }

    private static IEnumerable<string> Lines(AddressBook book) => book.All
        .Select(static known =>
            $"{known.Address} {known.Seen} {known.Source} {known.LastTry} {known.LastReached} {known.Attempts} "
            + string.Join('/', known.Places))
        .Order(StringComparer.Ordinal);

    private static HostPort Anywhere(Random random)
    {
        while (true)
        {
            var ip = new IPAddress([(byte)random.Next(1, 224), (byte)random.Next(256), (byte)random.Next(256), 1]);
            if (AddressScopes.Of(ip) == AddressScope.Public) return new HostPort(ip.ToString(), 6000);
        }
    }
}
