using CsCheck;
using P2PChain.Core.Primitives;

namespace P2PChain.Core.Tests.Primitives;

public sealed class PrimitiveProperties
{
    private const string Allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

    // Few different bytes, so that hashes share long beginnings.
    private static readonly Gen<Hash256> Hash = Gen.Int[0, 2].Select(i => (byte)(i * 127)).Array[32].Select(
        bytes => new Hash256(bytes));

    [Fact] // rule F2
    public void Hashes_are_in_the_order_of_their_texts() => Gen.Select(Hash, Hash).Sample((left, right) =>
    {
        var order = Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString()));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
        Assert.Equal(
            [order < 0, order > 0, order <= 0, order >= 0],
            new[] { (left < right), (left > right), (left <= right), (left >= right) });
        Assert.Equal(left, Hash256.Parse(left.ToString()));
    }, iter: 2_000);

    [Fact] // rule C5
    public void A_hash_is_its_bits_from_the_most_significant_on() => Hash.Sample(hash =>
        Assert.Equal(
            string.Concat(hash.ToString().Select(
                digit => Convert.ToString(Convert.ToInt32(digit.ToString(), 16), 2).PadLeft(4, '0'))),
            string.Concat(Enumerable.Range(0, 256).Select(i => hash.Bit(i) ? '1' : '0'))));

    [Fact] // rule T2
    public void A_text_is_an_item_id_exactly_when_it_has_one_to_128_allowed_characters() =>
        Gen.OneOf(Gen.String[0, 140], Gen.String[Gen.Char[Allowed], 0, 140], Gen.String[Gen.Char[Allowed + " ä\n/"], 1, 10]).Sample(text =>
        {
            var isOne = text.Length is >= 1 and <= 128 && text.All(
                letter => Allowed.Contains(letter, StringComparison.Ordinal));
            Assert.Equal(isOne, ItemId.TryParse(text, out var id));
            Assert.Equal(isOne ? text : null, id?.Text);
        }, iter: 2_000);

    [Fact] // rule F1
    public void Work_only_grows_and_keeps_its_order_as_text() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Long[256, (1L << 53) - 1]).Sample((high, low, difficulty) =>
        {
            var work = new Work((UInt128)(high >> 24) << 64 | low);
            var more = work.Plus(difficulty);
            Assert.True(more > work && work < more && more >= work && work <= more && more.CompareTo(work) > 0);
            Assert.Equal((UInt128)difficulty, more.Hashes - work.Hashes);
            Assert.True(Work.TryParse(work.ToString(), out var read));
            Assert.Equal(work, read);
            Assert.False(Work.TryParse("0" + work, out _));
        }, iter: 2_000);

    [Fact]
    public void A_moment_and_a_span_more_is_that_span_later() =>
        Gen.Select(Gen.Long[0, 1L << 43], Gen.Long[-1_000_000_000, 1_000_000_000]).Sample((at, ms) =>
        {
            var (moment, span) = (new UnixTime(at), TimeSpan.FromMilliseconds(ms));
            Assert.Equal(span, moment.Plus(span).Since(moment));
            Assert.Equal(moment, moment.Plus(span).Plus(-span));
            Assert.Equal(ms > 0, moment.Plus(span) > moment);
        }, iter: 2_000);

    [Fact]
    public void What_was_used_last_is_remembered_and_no_more_than_there_is_room_for() =>
        Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9]).Array[0, 60]).Sample((room, steps) =>
        {
            var (forgotten, expected) = (new List<int>(), new List<int>());
            var remembered = new RecentlyUsed<int, int>(room, forgotten.Add);
            foreach (var (what, key) in steps)
            {
                switch (what)
                {
                    case 0:
                        Assert.Equal(expected.Contains(key), remembered.TryGet(key, out _));
                        if (expected.Remove(key)) expected.Insert(0, key);
                        break;
                    case 1: Assert.Equal(expected.Remove(key), remembered.Remove(key)); break;
                    default:
                        Assert.Equal(!expected.Remove(key), remembered.Set(key, key));
                        expected.Insert(0, key);
                        if (expected.Count > room) expected.RemoveAt(room);
                        break;
                }

                Assert.Equal(expected, remembered.Entries.Select(entry => entry.Key));
            }

            Assert.Equal(expected.Count, remembered.Count);
        }, iter: 2_000);
}
