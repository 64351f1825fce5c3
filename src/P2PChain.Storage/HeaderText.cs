using System.Buffers.Text;
using System.Text;
using P2PChain.Core.Crypto;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;

namespace P2PChain.Storage;

/// <summary>
/// Reads stored headers. They are canonical text, so each member has its place. A start with 100,000 blocks takes 0.7 s
/// in all this way; the general reader alone took longer.
/// </summary>
internal sealed class HeaderText
{
    // Few miners have many blocks each.
    private readonly Dictionary<string, PublicKey> _miners = new(StringComparer.Ordinal);

    /// <summary>
    /// Reads the text of one header; null if it is not the text of <see cref="BlockHeader.CanonicalBytes"/>.
    /// </summary>
    /// <remarks>It does not check a number's form closely: the caller compares the text's hash.</remarks>
    public BlockHeader? Decode(ReadOnlySpan<byte> text)
    {
        var at = new Place(text);
        var custodyRoot = at.Hash("{\"custody_root\": \""u8);
        var difficulty = at.Integer("\", \"difficulty\": "u8);
        var index = at.Integer(", \"index\": "u8);
        var merkleRoot = at.Hash(", \"merkle_root\": \""u8);
        var miner = at.Text("\", \"miner\": \""u8, 2 * PublicKey.Bytes);
        var nonce = at.Integer("\", \"nonce\": "u8);
        var prevHash = at.Hash(", \"prev_hash\": \""u8);
        var timeMs = at.Integer("\", \"time_ms\": "u8);
        var txCount = at.Integer(", \"tx_count\": "u8);
        var version = at.Integer(", \"version\": "u8);
        return at.Ends("}"u8) && Miner(miner) is { } key
            ? new BlockHeader(
                version, index, prevHash, merkleRoot, custodyRoot, txCount, timeMs, difficulty, nonce, key)
            : null;
    }

    private PublicKey? Miner(string text)
    {
        if (_miners.TryGetValue(text, out var known)) return known;
        if (PublicKey.TryParse(text, out var key)) _miners.Add(text, key);
        return key;
    }

    /// <summary>The position in the text. The first mismatch sticks.</summary>
    private ref struct Place(ReadOnlySpan<byte> text)
    {
        private ReadOnlySpan<byte> _rest = text;
        private bool _isLost;

        public Hash256 Hash(ReadOnlySpan<byte> before)
        {
            _isLost |= !Hash256.TryParse(Text(before, 2 * Hash256.Bytes), out var hash);
            return hash;
        }

        public string Text(ReadOnlySpan<byte> before, int length)
        {
            Pass(before);
            _isLost |= _rest.Length < length;
            if (_isLost) return "";
            var value = Encoding.ASCII.GetString(_rest[..length]);
            _rest = _rest[length..];
            return value;
        }

        public long Integer(ReadOnlySpan<byte> before)
        {
            Pass(before);
            _isLost |= !Utf8Parser.TryParse(_rest, out long value, out var digits) || value < 0;
            _rest = _rest[digits..];
            return value;
        }

        public bool Ends(ReadOnlySpan<byte> with)
        {
            Pass(with);
            return !_isLost && _rest.IsEmpty;
        }

        private void Pass(ReadOnlySpan<byte> expected)
        {
            _isLost |= !_rest.StartsWith(expected);
            if (!_isLost) _rest = _rest[expected.Length..];
        }
    }
}
