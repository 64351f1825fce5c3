namespace P2PChain.Testing.Oracle;

/// <summary>
/// The oracle: the ledger's rules written a second time, as plainly as possible, from JSON text to custody. It shares
/// no
/// code with the product and knows none of its types, so a mistake would have to be made twice to go unseen. Read it in
/// the order OracleJson, OracleTransaction, OracleBlock, OracleParameters, OracleValidity, OracleCustody.
/// </summary>
/// <remarks>Slow on purpose: every block re-hashes the whole state. Not for several threads at once.</remarks>
public sealed class ReferenceLedger
{
    private readonly OracleValidity _validity;

    /// <param name="parametersJson">The network's parameters, as an object in any layout.</param>
    /// <param name="checkSignatures">False to believe signatures and seals of the right form, for large runs.</param>
    /// <exception cref="RuleBrokenException">The parameters are not those of a network.</exception>
    public ReferenceLedger(string parametersJson, bool checkSignatures = true)
    {
        Parameters = OracleParameters.Read(parametersJson);
        _validity = new OracleValidity(Parameters, checkSignatures);
        var genesis = Parameters.Genesis();
        Genesis = new OracleState
        {
            Before = null,
            Tip = genesis,
            Work = genesis.Difficulty,
            LargestTimeMs = genesis.TimeMs,
            Custody = OracleCustody.Nothing,
        };
    }

    public OracleParameters Parameters { get; }

    public OracleState Genesis { get; }

    /// <summary>Validates a chain: the blocks after genesis, lowest first.</summary>
    public OracleReplay Replay(IEnumerable<string> blocks)
    {
        var replay = new OracleReplay(Genesis, Violation: null);
        foreach (var block in blocks)
        {
            replay = Next(replay.State, block);
            if (!replay.IsValid)
                return replay;
        }

        return replay;
    }

    /// <summary>Validates one block on a state, which is left as it was.</summary>
    public OracleReplay Next(OracleState state, string block)
    {
        try
        {
            return new OracleReplay(_validity.After(state, block), Violation: null);
        }
        catch (RuleBrokenException broken)
        {
            return new OracleReplay(state, new OracleViolation(state.Height + 1, broken.Rule, broken.Detail));
        }
    }

    /// <summary>Fork choice among chains that each start after genesis; each counts as far as it is valid.</summary>
    public OracleState Best(IEnumerable<IEnumerable<string>> chains) =>
        chains.Select(chain => Replay(chain).State).Aggregate(
            Genesis, (best, state) => state.Beats(best) ? state : best);

    /// <summary>Fork choice over a set of blocks in any order: every chain that can be made of them is tried.</summary>
    public OracleState BestOf(IEnumerable<string> blocks)
    {
        var children = blocks.Distinct().ToLookup(PrevHashOf);
        var (best, reached) = (Genesis, new HashSet<string> { Genesis.TipHash });
        var open = new Queue<OracleState>([Genesis]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var child in children[parent.TipHash])
            {
                // Two valid copies of a block differ in layout or seal only, so the first to arrive stands for both.
                var next = Next(parent, child);
                if (!next.IsValid || !reached.Add(next.State.TipHash))
                    continue;
                open.Enqueue(next.State);
                best = next.State.Beats(best) ? next.State : best;
            }
        }

        return best;
    }

    /// <summary>Why custody does not allow this transaction on top of a state; null when it does.</summary>
    /// <exception cref="RuleBrokenException">The text is no transaction at all.</exception>
    public OracleRefusal? Refusal(OracleState state, string transaction) =>
        state.Custody.Refusal(OracleTransaction.Read(transaction), Parameters);

    /// <summary>The difficulty that a block on this state must have.</summary>
    public long RequiredDifficulty(OracleState state) => _validity.RequiredDifficulty(state);

    private static string PrevHashOf(string block)
    {
        try
        {
            return OracleBlock.Read(block).PrevHash;
        }
        catch (RuleBrokenException)
        {
            return "";
        }
    }
}
