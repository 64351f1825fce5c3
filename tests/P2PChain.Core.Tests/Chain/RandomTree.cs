using System.Globalization;
using CsCheck;
using P2PChain.Core.Custody;
using P2PChain.Core.Mining;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.RuleSets;
using P2PChain.Testing;

namespace P2PChain.Core.Tests.Chain;

/// <summary>
/// A random tree of blocks in which several keys move few items. Most moves are sensible on the block's own branch, so
/// that
/// chains grow; some blocks break a rule, and others stand on those.
/// </summary>
internal sealed class RandomTree
{
    private static readonly Gen<Move> Moves =
        CsCheck.Gen.Select(
            CsCheck.Gen.Int[0, 19],
            CsCheck.Gen.Int[0, 3],
            CsCheck.Gen.Int[0, 79],
            (who, item, kind) => new Move(who, item, kind));

    private static readonly Gen<Recipe> Recipes =
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, 9_999], CsCheck.Gen.Int[0, 59], CsCheck.Gen.Int[0, 9], Moves.Array[0, 3])
            .Select((parent, flaw, time, moves) => new Recipe(parent, flaw, time, moves));

    private readonly SignedTransactions _signed;
    private readonly List<int> _good = [0];

    private RandomTree(NetworkParameters network, Recipe[] recipes, SignedTransactions signed)
    {
        _signed = signed;
        Draw = new ChainBuilder(network);
        for (var i = 0; i < recipes.Length; i++) Add(recipes[i], i);
    }

    public ChainBuilder Draw { get; }

    public NetworkParameters Network => Draw.Parameters;

    /// <summary>Every block, good or bad, in the order in which they were drawn.</summary>
    public List<Block> Blocks { get; } = [];

    public static Gen<RandomTree> Gen(SignedTransactions signed, int blocksMax) =>
        CsCheck.Gen.Select(
            RandomNetwork.Gen,
            Recipes.Array[0, blocksMax],
            (network, recipes) => new RandomTree(network, recipes, signed));

    public override string ToString() => string.Join(Environment.NewLine, Blocks.Select(block => string.Create(
        CultureInfo.InvariantCulture,
        $"{block.Hash.Short()} on {block.Header.PrevHash.Short()} at {block.Height}, {block.Header.Difficulty}: {string.Join(", ", block.Transactions)}")));

    private static string Name(int number) => number == 0 ? "genesis" : number.ToString(CultureInfo.InvariantCulture);

    private void Add(Recipe recipe, int last)
    {
        var parent = Name((recipe.Parent % 8) switch
        {
            0 => recipe.Parent / 8 % (last + 1),
            < 4 => _good[Math.Max(0, _good.Count - 1 - (recipe.Parent / 8 % 4))],
            _ => _good[^1],
        });
        var miner = recipe.Flaw == 7 ? TestKeys.Dave : recipe.Parent % 2 == 0 ? TestKeys.Alice : TestKeys.Bob;
        Draw.Add(
            Name(last + 1), parent, header => Spoil(recipe.Flaw, parent, header with
            {
                TimeMs = header.TimeMs + (
                    recipe.Time switch { 0 => -900, 1 => 20_000, 2 => 900_000, _ => recipe.Time }),
                Miner = miner.PublicKey,
            }),
            [.. Transactions(parent, recipe.Moves)]);
        Blocks.Add(Draw[Name(last + 1)]);
        if (recipe.Flaw > 6 && Draw.ViolationOf(Blocks[^1]) is null && Stands(Blocks[^1], parent)) _good.Add(last + 1);
        if (recipe.Flaw != 8) return;
        // A copy with another seal: where seals are asked for it is the stranger's, where none is it is one too many.
        var good = Blocks[^1];
        Blocks.Add(Draw.Mine(new BlockTemplate(good.Header with { Nonce = 0 }, good.Transactions), TestKeys.Dave));
    }

    private bool Stands(Block block, string parent) =>
        CustodyStep.TryConnect(Draw.Rules.At(block.Height), Draw.Custody(parent), block, out _, out _);

    private BlockHeader Spoil(int flaw, string parent, BlockHeader header) => flaw switch
    {
        0 => header with { CustodyRoot = Hash256.Of("wrong"u8) },
        1 => header with { Difficulty = header.Difficulty + 1 },
        2 => header with { Index = header.Index + 1 },
        3 => header with { TimeMs = Draw.Node(parent).MedianTimeMs() },
        4 => header with { PrevHash = Hash256.Of("nobody"u8) },
        5 => header with { MerkleRoot = Hash256.Of("wrong"u8) },
        6 => header with { Version = 2 },
        _ => header,
    };

    private IEnumerable<Transaction> Transactions(string parent, Move[] moves)
    {
        var (rules, state) = (new CustodyRules(Network), Draw.Custody(parent));
        foreach (var move in moves)
        {
            var next = Next(move, state.Find(ItemId.Parse(move.Uid)));
            if (rules.Check(state.Find(next.Uid), next.Content) is null) state = state.With(CustodyRules.Apply(next, 1));
            yield return next;
        }
    }

    /// <summary>Mostly the next thing that may happen to the item; sometimes what must not.</summary>
    private Transaction Next(Move move, CustodyEntry? entry)
    {
        var last = entry is null ? 0 : Math.Round(entry.Timestamp - ChainBuilder.At(0));
        var holder = TestKeys.All.FirstOrDefault(key => key.PublicKey == entry?.Holder);
        var who = move.Who == 0 ? TestKeys.Dave : TestKeys.All[move.Who % 3];
        var type = holder is null ? TransactionType.Request : TransactionType.Release;
        var other = holder is null ? TransactionType.Release : TransactionType.Request;
        return move.Kind switch
        {
            79 => _signed.Of(Network, who, move.Uid, other, last + 1),
            78 => _signed.Of(Network, holder ?? who, move.Uid, type, last),
            77 => _signed.Of(Network, who, move.Uid, type, last + 5_000),
            76 => _signed.Of(Network, who, move.Uid, type, last + 1),
            _ => _signed.Of(Network, holder ?? who, move.Uid, type, last + 1 + (move.Kind % 2)),
        };
    }

    private sealed record Move(int Who, int Item, int Kind)
    {
        public string Uid => "item-" + Name(Item + 1);
    }

    private sealed record Recipe(int Parent, int Flaw, int Time, Move[] Moves);
}
