using System.Globalization;
using System.Numerics;

namespace P2PChain.Testing;

/// <summary>Multiples of the base point of NIST P-256, for tests. Not constant-time: never for a real key.</summary>
public static class P256Arithmetic
{
    private const int WindowBits = 5;
    private const int Windows = (256 + WindowBits - 1) / WindowBits;

    /// <summary>The field's prime.</summary>
    public static readonly BigInteger P = Number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");

    /// <summary>The order of the base point.</summary>
    public static readonly BigInteger N = Number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    // Table[i][d − 1] = d · 2^(5i) · G: a multiplication is then 52 additions and no doubling.
    private static readonly AffinePoint[][] Table = BuildTable();

    /// <summary>k · G in affine coordinates.</summary>
    /// <param name="k">1 … n − 1.</param>
    public static (BigInteger X, BigInteger Y) MultiplyBase(BigInteger k)
    {
        if (k < 1 || k >= N)
            throw new ArgumentOutOfRangeException(nameof(k));

        var sum = JacobianPoint.Infinity;
        for (var window = 0; window < Windows; window++)
        {
            var digit = (int)(k >> (window * WindowBits) & ((1 << WindowBits) - 1));
            // The sum so far is below 2^(5i) · G and k is below n, so the two are never equal or opposite.
            if (digit != 0)
                sum = Add(sum, Table[window][digit - 1]);
        }

        var (x, y) = ToAffine(sum, Inverse(sum.Z, P));
        return (x, y);
    }

    /// <summary>The inverse of a number that is not 0 modulo a prime.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger prime)
    {
        var (low, high) = (Modulo(value, prime), prime);
        var (lowFactor, highFactor) = (BigInteger.One, BigInteger.Zero);
        while (!low.IsOne)
        {
            var quotient = BigInteger.DivRem(high, low, out var remainder);
            (high, low) = (low, remainder);
            (highFactor, lowFactor) = (lowFactor, highFactor - (quotient * lowFactor));
        }

        return Modulo(lowFactor, prime);
    }

    private static AffinePoint[][] BuildTable()
    {
        var table = new AffinePoint[Windows][];
        var unit = new AffinePoint(
            Number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
            Number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
        for (var window = 0; window < Windows; window++)
        {
            var row = new AffinePoint[1 << WindowBits]; // one more than needed: the last is the next window's unit
            row[0] = unit;
            var multiple = Double(unit);
            for (var d = 1; d < row.Length; d++)
            {
                row[d] = ToAffine(multiple, Inverse(multiple.Z, P));
                multiple = Add(multiple, unit);
            }

            table[window] = row;
            unit = row[^1];
        }

        return table;
    }

    private static JacobianPoint Add(JacobianPoint a, AffinePoint b)
    {
        if (a.Z.IsZero)
            return new JacobianPoint(b.X, b.Y, BigInteger.One);

        var zz = a.Z * a.Z % P;
        var h = (b.X * zz % P) - a.X;
        var r = (b.Y * (a.Z * zz % P) % P) - a.Y;
        var hh = h * h % P;
        var hhh = h * hh % P;
        var v = a.X * hh % P;
        var x = ((r * r) - hhh - (v + v)) % P;
        var y = ((r * (v - x)) - (a.Y * hhh)) % P;
        return new JacobianPoint(x, y, a.Z * h % P);
    }

    private static JacobianPoint Double(AffinePoint a)
    {
        var yy = a.Y * a.Y % P;
        var beta = a.X * yy % P;
        var alpha = 3 * (a.X - 1) * (a.X + 1) % P;
        var x = ((alpha * alpha) - (8 * beta)) % P;
        var y = ((alpha * ((4 * beta) - x)) - (8 * yy * yy)) % P;
        return new JacobianPoint(x, y, 2 * a.Y);
    }

    // Coordinates may be negative between these calls: C#'s % keeps the sign, and only here it matters.
    private static AffinePoint ToAffine(JacobianPoint point, BigInteger inverseOfZ)
    {
        var square = inverseOfZ * inverseOfZ % P;
        return new AffinePoint(Modulo(point.X * square, P), Modulo(point.Y * (square * inverseOfZ % P), P));
    }

    private static BigInteger Modulo(BigInteger value, BigInteger prime)
    {
        var rest = value % prime;
        return rest.Sign < 0 ? rest + prime : rest;
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse("0" + hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct AffinePoint(BigInteger X, BigInteger Y);

    private readonly record struct JacobianPoint(BigInteger X, BigInteger Y, BigInteger Z)
    {
        public static JacobianPoint Infinity => default;
    }
}
