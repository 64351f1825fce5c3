using System.Buffers.Text;
using System.Security.Cryptography;
using P2PChain.Core.Model;
using P2PChain.Core.Primitives;
using P2PChain.Core.Rules;

namespace P2PChain.Core.Mining;

/// <summary>Searches for a nonce in slices, so that the caller can stop between them. Holds no thread.</summary>
public sealed class NonceSearch
{
    private readonly BlockTemplate _template;
    private readonly byte[] _text;
    private readonly int _prefix;
    private readonly byte[] _after;
    private long _next;

    /// <summary>
    /// A search from nonce <paramref name="first"/> on, so that two searches for one template need not meet.
    /// </summary>
    public NonceSearch(BlockTemplate template, long first = 0)
    {
        _template = template;
        (var before, _after) = template.Header.AroundNonce();
        _prefix = before.Length;
        _text = new byte[before.Length + 20 + _after.Length];
        before.CopyTo(_text, 0);
        _next = first;
    }

    /// <summary>Tries the next <paramref name="count"/> nonces.</summary>
    /// <returns>The first that meets the difficulty; null when none of them does.</returns>
    public long? Slice(int count)
    {
        Span<byte> hash = stackalloc byte[Hash256.Bytes];
        for (var i = 0; i < count && _next <= NetworkParameters.IntegerMax; i++, _next++)
        {
            Utf8Formatter.TryFormat(_next, _text.AsSpan(_prefix), out var digits);
            _after.CopyTo(_text, _prefix + digits);
            SHA256.HashData(_text.AsSpan(0, _prefix + digits + _after.Length), hash);
            if (ProofOfWork.Meets(new Hash256(hash), _template.Header.Difficulty)) return _next;
        }
        return null;
    }
}
