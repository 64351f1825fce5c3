using System.Collections.Immutable;
using CsCheck;
using P2PChain.Core.Custody;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;
using P2PChain.Testing.Oracle;

namespace P2PChain.Core.Tests.Custody;

/// <summary>The custody trie against the oracle's naive one. Rules C5, C6.</summary>
public sealed class CustodyStateProperties
{
    // Ordinary ids, and some whose hashes begin with the same 16 bits: long branches with one empty side after another.
    private static readonly ImmutableArray<ItemId> Ids =
    [
        .. Enumerable.Range(0, 24).Select(i => ItemId.Parse($"item-{i}")),
        .. Enumerable.Range(0, 200_000).Select(i => ItemId.Parse($"far-{i}"))
            .GroupBy(id => CustodyState.KeyOf(id).High >> 112).OrderByDescending(group => group.Count()).First().Take(
                6),
    ];

    private static readonly Gen<CustodyEntry> Entries = Gen.Select(
        Gen.Int[0, Ids.Length - 1].Select(i => Ids[i]), Gen.Int[-1, 5], Gen.Long[1, 1_000], Gen.Int[0, 1_000_000], Gen.Byte.Array[32],
        (uid, holder, since, millis, txid) => new CustodyEntry(
            uid, holder < 0 ? null : TestKeys.All[holder].PublicKey, since, ChainBuilder.At(millis / 1000.0), new Hash256(txid)));

    private static readonly Gen<CustodyEntry[]> Items = Entries.Array[0, 40].Select(
        all => all.DistinctBy(entry => entry.Uid).ToArray());

    private readonly SignedTransactions _signed = new();

    [Fact] // rule C5
    public void The_root_is_the_oracle_s_whatever_was_added_replaced_and_taken_away_in_whatever_order() =>
        Gen.Select(Items, Entries.Array[0, 20], Gen.Int[0, int.MaxValue]).Sample(
            (items, others, seed) =>
            {
                var random = new Random(seed);
                // Every other entry comes and is replaced or goes again, at any moment.
                var state = CustodyState.Empty;
                random.Shuffle(others);
                foreach (var other in others) state = state.With(other);
                random.Shuffle(items);
                foreach (var entry in items) state = state.With(entry);
                random.Shuffle(others);
                foreach (var other in others)
                    if (!items.Any(entry => entry.Uid == other.Uid)) state = state.Without(other.Uid);
                Assert.Equal(RootOf(items), state.Root.ToString());
                Assert.Equal(items.ToHashSet(), state.Entries.ToHashSet());
                Assert.Equal(
                    (items.Length, items.Count(entry => entry.Holder is not null)), (state.ItemCount, state.HeldCount));
                foreach (var uid in Ids) Assert.Equal(Array.Find(items, entry => entry.Uid == uid), state.Find(uid));
                Assert.Same(state, state.Without(ItemId.Parse("never-seen")));
            },
            iter: 500);

    [Fact] // rule C6
    public void Anybody_is_shown_who_holds_an_item_or_that_it_was_never_seen() => Items.Sample(
        items =>
        {
            var state = items.Aggregate(CustodyState.Empty, (before, entry) => before.With(entry));
            foreach (var uid in Ids)
            {
                Assert.True(state.Prove(uid).TryVerify(state.Root, uid, out var entry));
                Assert.Equal(state.Find(uid), entry);
            }
        },
        iter: 200);

    [Fact] // rule C6
    public void A_forged_proof_shows_nothing() => Gen.Select(Items, Entries, Gen.Int[0, int.MaxValue]).Sample(
        (items, other, seed) =>
        {
            var random = new Random(seed);
            var state = items.Aggregate(CustodyState.Empty, (before, entry) => before.With(entry));
            var uid = Ids[random.Next(Ids.Length)];
            var proof = state.Prove(uid);
            var wrong = Hash256.Of("wrong"u8);
            Refused(proof, wrong, uid);
            Refused(proof with { Path = proof.Path.Add(Hash256.Zero) }, state.Root, uid);
            Refused(proof with { Path = proof.Path.Insert(0, wrong) }, state.Root, uid);
            if (!proof.Path.IsEmpty)
            {
                Refused(
                    proof with { Path = proof.Path.SetItem(random.Next(proof.Path.Length), wrong) }, state.Root, uid);
                Refused(proof with { Path = proof.Path.RemoveAt(random.Next(proof.Path.Length)) }, state.Root, uid);
            }
            if (other != proof.Found) Refused(proof with { Found = other }, state.Root, uid);
            if (proof.Found is not { } found) return;
            Refused(proof with { Found = null }, state.Root, uid);
            Refused(proof with { Found = found with { Since = found.Since + 1 } }, state.Root, uid);
            Refused(
                proof with { Found = found with { Holder = found.Holder is null ? TestKeys.Mallory.PublicKey : null } },
                state.Root,
                uid);
            Refused(proof with { Found = found with { Timestamp = found.Timestamp + 1 } }, state.Root, uid);
            Refused(proof with { Found = found with { TxId = wrong } }, state.Root, uid);
            Refused(proof with { Found = found with { Uid = Ids.First(id => id != found.Uid) } }, state.Root, uid);
            // An honest proof about one item says nothing of another that stands elsewhere.
            foreach (var asked in Ids.Where(asked => state.Find(asked) is not null && asked != found.Uid)) Refused(proof, state.Root, asked);
        },
        iter: 300);

    [Fact] // rules C5, F5
    public void To_apply_a_block_and_undo_it_changes_nothing() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 4]).Array[0, 12].Array[1, 6].Sample(
            blocks =>
            {
                var rules = new RuleSet1(NetworkParameters.Demo);
                var states = new Stack<(CustodyState Before, CustodyUndo Undo)>();
                var (state, height) = (CustodyState.Empty, 0L);
                foreach (var moves in blocks)
                {
                    var transactions = Moves(state, moves);
                    Assert.True(CustodyStep.TryApply(
                        rules, state, transactions, new BlockMoment(++height, 0), out var step, out _));
                    states.Push((state, step.Undo));
                    state = step.After;
                    Assert.Equal(RootOf(state.Entries), state.Root.ToString());
                }
                while (states.TryPop(out var last))
                {
                    state = last.Undo.Undo(state);
                    Assert.Equal(last.Before.Entries, state.Entries);
                    Assert.Equal(last.Before.Root, state.Root);
                    Assert.Equal((last.Before.ItemCount, last.Before.HeldCount), (state.ItemCount, state.HeldCount));
                    Assert.Equal(RootOf(state.Entries), state.Root.ToString());
                }
            },
            iter: 200);

    private static void Refused(CustodyProof proof, Hash256 root, ItemId uid) => Assert.False(
        proof.TryVerify(root, uid, out _));

    private static string RootOf(IEnumerable<CustodyEntry> entries) => new OracleCustody
    {
        Items = entries.ToImmutableDictionary(entry => entry.Uid.Text, entry => new OracleItem(
            entry.Uid.Text, entry.Holder?.Hex, entry.Since, entry.Timestamp, entry.TxId.ToString())),
    }.Root;

    private List<Transaction> Moves(CustodyState state, (int Item, int Who)[] moves)
    {
        var transactions = new List<Transaction>();
        foreach (var (item, who) in moves)
        {
            var entry = state.Find(Ids[^(item + 1)]);
            var seconds = entry is null ? 1 : Math.Round(entry.Timestamp - ChainBuilder.At(0)) + 1;
            var type = entry?.Holder is null ? TransactionType.Request : TransactionType.Release;
            transactions.Add(
                _signed.Of(NetworkParameters.Demo, TestKeys.All[who], Ids[^(item + 1)].Text, type, seconds));
            state = state.With(CustodyRules.Apply(transactions[^1], 1));
        }
        return transactions;
    }
}
