using System.Globalization;
using System.Text;
using P2PChain.Core.Chain;
using P2PChain.Core.Primitives;
using P2PChain.Core.Wire;

namespace P2PChain.Core.Plain;

/// <summary>
/// The line that carries the whole chain to a plain peer. It follows the best chain: a longer chain costs the reading
/// of the new blocks only.
/// </summary>
/// <param name="genesis">The first block of the chain.</param>
/// <remarks>Source: docs/protocol.md, <c>chain_response</c>.</remarks>
public sealed class ChainLine(HeaderNode genesis)
{
    // The members of a block besides its transactions take at least this. So a chain that cannot fit is not read.
    private const long HeaderBytesAtLeast = 500;

    private static readonly byte[] Head = "{\"type\": \"chain_response\", \"payload\": {\"chain\": ["u8.ToArray();

    private readonly List<int> _ends = []; // of each block's text in the line, by height
    private readonly List<byte[]> _added = [];
    private BestChain _chain = BestChain.Of(genesis);
    private byte[] _line = Head;
    private HeaderNode? _firstTooMuch;
    private bool _isTooLong;

    /// <summary>
    /// The next block whose text is missing; null if the line is complete, or the chain fits no line.
    /// </summary>
    public Hash256? Missing => _isTooLong ? null : _chain.AtHeight(_ends.Count + _added.Count)?.Hash;

    /// <summary>The line, shared and not changed, if no block is missing; null if the chain fits no line.</summary>
    public byte[]? Line => _isTooLong ? null : _line;

    private int LineLength => _ends.Count == 0 ? Head.Length : _ends[^1];

    /// <summary>Follows a chain. Blocks that it shares with the chain before are not missing again.</summary>
    public void Follow(BestChain chain)
    {
        _added.Clear();
        var (before, shared) = (_ends.Count, _ends.Count);
        while (shared > 0 && _chain.AtHeight(shared - 1)!.Hash != chain.AtHeight(shared - 1)?.Hash) shared--;
        _ends.RemoveRange(shared, before - shared);
        _chain = chain;
        _isTooLong = (_firstTooMuch is { } node && chain.Contains(node))
            || (chain.Tip.Height + 1) * HeaderBytesAtLeast > MessageType.ChainResponse.BytesMax;
        if (_isTooLong) Forget();
        else if (Missing is null && shared < before) Finish();
    }

    /// <summary>Adds the canonical JSON of the missing block.</summary>
    public void Add(byte[] text)
    {
        _added.Add(text);
        if (Missing is null) Finish();
        _isTooLong = Math.Max(_line.Length, LineLength + _added.Sum(added => (long)added.Length))
            > MessageType.ChainResponse.BytesMax;
        if (!_isTooLong) return;
        _firstTooMuch = _chain.AtHeight(_ends.Count + _added.Count - 1);
        Forget();
    }

    private void Finish()
    {
        var line = new MemoryStream();
        line.Write(_line, 0, LineLength);
        foreach (var text in _added)
        {
            if (_ends.Count > 0) line.Write(", "u8);
            line.Write(text);
            _ends.Add((int)line.Length);
        }
        _added.Clear();
        line.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"], \"length\": {_ends.Count}}}}}\n")));
        _line = line.ToArray();
    }

    private void Forget()
    {
        _added.Clear();
        _ends.Clear();
        _line = Head;
    }
}
